import { defineFault, defineResource, defineTelemetry, t } from 'busbar/contract'
import { gln, happenedAt, labels, reason } from './vocabulary.ts'

export const EquipmentNode = defineResource('EquipmentNode', {
  doc: 'A place or a machine of the plant by its role, from the enterprise down to a module (ISA-95 role-based equipment). The thing with a serial number that fills the role is an Asset.',
  plural: 'equipment',
  key: { id: t.string({ pattern: '^[a-z0-9-]{1,63}$' }).doc('Short name, one segment of the path.').examples('l3', 'cnc-07') },
  fields: {
    name: t.string({ maxLength: 120 }).doc('What people call it.').examples('Machining center 7'),
    level: t
      .enum(
        'Enterprise',
        'Site',
        'Area',
        'ProcessCell',
        'Unit',
        'ProductionLine',
        'WorkCell',
        'ProductionUnit',
        'StorageZone',
        'StorageUnit',
        'WorkCenter',
        'WorkUnit',
        'EquipmentModule',
        'ControlModule',
        'Other',
      )
      .doc('Level in the equipment hierarchy, in the words of B2MML.')
      .examples('WorkCenter'),
    parent: t.ref('EquipmentNode').optional().doc('Where it belongs; only the enterprise has none.').examples('machining'),
    path: t
      .string({ pattern: '^[a-z0-9-]{1,63}(/[a-z0-9-]{1,63}){0,9}$' })
      .doc('The names from the enterprise down to this node; also its place in topics.')
      .examples('kestrel/bre1/machining/l3/cnc-07'),
    timeZone: t
      .string({ pattern: '^[A-Za-z_]+(/[A-Za-z_+-]+)*$', maxLength: 64 })
      .optional()
      .doc('IANA zone of the wall clock there; the parent’s where absent.')
      .examples('Europe/Berlin'),
    gln: gln().optional(),
    shiftStart: t.time().optional().doc('Wall-clock time at which the first shift begins.').examples('06:00:00'),
    idealCycle: t.duration().optional().doc('Planned time for one piece at full speed.').examples('PT30S'),
    labels: labels(),
    outOfServiceReason: t.string({ maxLength: 500 }).optional().readOnly().doc('Why it is out of service, while it is.').examples('Spindle bearing replaced'),
    state: t
      .state('Planned', 'Commissioned', 'InService', 'OutOfService', 'Retired')
      .doc('Whether it may be used at all. Whether it runs right now is telemetry.'),
    children: t.many('EquipmentNode', 'parent').doc('What belongs directly to it.'),
    assets: t.many('Asset', 'equipment').doc('The things that fill this role now.'),
  },
  lists: [{ equal: ['level'] }, { equal: ['parent'] }, { equal: ['state'], sort: 'path' }],
  unique: [{ fields: ['path'] }],
  external: true,
  commands: {
    commission: { doc: 'It is built and accepted.', event: 'commissioned', from: ['Planned'], to: 'Commissioned' },
    placeInService: { doc: 'It may be used from now on.', event: 'placedInService', from: ['Commissioned', 'OutOfService'], to: 'InService' },
    placeOutOfService: {
      doc: 'It may not be used until it is placed in service again.',
      event: 'placedOutOfService',
      from: ['InService'],
      to: 'OutOfService',
      input: { reason: reason() },
    },
    retire: { doc: 'It is gone for good.', event: 'retired', from: ['Planned', 'Commissioned', 'OutOfService'], to: 'Retired' },
  },
})

export const MeterWentBack = defineFault('meter-went-back', {
  code: 'conflict',
  doc: 'A cumulative meter cannot show less than before.',
  detail: {
    meter: t.string().doc('Which meter.'),
    last: t.decimal({ precision: 15, scale: 3 }).doc('What it showed before.'),
    given: t.decimal({ precision: 15, scale: 3 }).doc('What was reported now.'),
  },
})

export const Asset = defineResource('Asset', {
  doc: 'A physical thing with a serial number: a machine, a pump, an instrument.',
  key: { id: t.string({ pattern: '^[A-Z0-9]([A-Z0-9-]{1,38})[A-Z0-9]$' }).doc('Serial number as on the nameplate.').examples('DMG-88213') },
  fields: {
    name: t.string({ maxLength: 120 }).doc('What it is.').examples('Five-axis machining center'),
    manufacturer: t.string({ maxLength: 120 }).doc('Who made it.').examples('DMG'),
    model: t.string({ maxLength: 120 }).optional().doc('The maker’s type.').examples('DMU 65'),
    equipment: t.ref('EquipmentNode').optional().readOnly().doc('The role it fills now; `install` sets it.').examples('cnc-07'),
    installedAt: t.instant().optional().readOnly().doc('Since when.').examples('2024-03-18T09:00:00Z'),
    criticality: t.enum('A', 'B', 'C').doc('A: the line stops without it.').examples('A'),
    meters: t
      .list(
        t.object({
          meter: t.string({ maxLength: 60 }).doc('Name of the meter.').examples('spindleHours'),
          kind: t.enum('cumulative', 'gauge').doc('A cumulative meter only ever grows.'),
          value: t.decimal({ precision: 15, scale: 3 }).doc('The last reading.').examples('1874.5'),
          unit: t.string({ maxLength: 20 }).doc('UCUM.').examples('h'),
          at: t.instant().doc('When it was read.'),
        }),
        { maxItems: 50 },
      )
      .readOnly()
      .default([])
      .doc('Last reading of each meter; `recordMeter` sets them.'),
    calibrationDue: t.date().optional().doc('Last day on which it may be used to measure.').examples('2026-12-01'),
    warrantyUntil: t.date().optional().doc('Last day of the maker’s warranty.').examples('2027-03-17'),
    serviceCode: t
      .string({ maxLength: 100 })
      .optional()
      .writeOnly()
      .doc('The maker’s unlock code, kept for the service connection. It can be replaced but not read.'),
    purchasePrice: t.money({ precision: 15, scale: 2 }).optional().doc('What it cost.').examples({ amount: '412000.00', currency: 'EUR' }),
    state: t.state('InStock', 'Installed', 'Removed', 'Scrapped').doc('Where it is in its life.'),
  },
  lists: [{ equal: ['equipment'] }, { equal: ['state', 'criticality'] }, { equal: ['state'], sort: 'calibrationDue' }],
  external: true,
  commands: {
    install: {
      doc: 'Mounts it where it takes over a role.',
      event: 'installed',
      from: ['InStock', 'Removed'],
      to: 'Installed',
      input: { equipment: t.ref('EquipmentNode').doc('The role it takes over.').examples('cnc-07'), at: happenedAt() },
    },
    remove: { doc: 'Takes it out of its role.', event: 'removed', from: ['Installed'], to: 'Removed', input: { reason: reason(), at: happenedAt() } },
    scrap: { doc: 'It will not be used again.', event: 'scrapped', from: ['InStock', 'Removed'], to: 'Scrapped', input: { reason: reason() } },
    recordMeter: {
      doc: 'Reports a reading of one meter. The meter comes into being with its first reading.',
      event: 'meterRecorded',
      from: ['InStock', 'Installed', 'Removed'],
      input: {
        meter: t.string({ maxLength: 60 }).doc('Name of the meter.').examples('spindleHours'),
        kind: t.enum('cumulative', 'gauge').default('cumulative').doc('Counts only for the first reading.'),
        value: t.decimal({ precision: 15, scale: 3 }).doc('What it shows.').examples('1874.5'),
        unit: t.string({ maxLength: 20 }).doc('UCUM.').examples('h'),
        at: happenedAt(),
      },
      faults: [MeterWentBack],
    },
  },
})

export const Vibration = defineTelemetry('vibration', {
  doc: 'Vibration velocity of an asset, root mean square.',
  value: t.float({ minimum: 0, unit: 'mm/s' }).doc('Over one second.').examples(6.9),
  resource: Asset,
})

export const PartCounter = defineTelemetry('part-counter', {
  doc: 'The counter in the controller of a machine; it starts again at 0 behind 65,535.',
  value: t.integer({ minimum: 0, maximum: 65_535, unit: '{pcs}' }).doc('Parts since the counter began.').examples(65_120),
  resource: EquipmentNode,
})
