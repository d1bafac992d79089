import type { OlderVersionData } from 'busbar/contract'

/**
 * What was different in v1, seen from v1. It was made for one site and one customer portal: order states had the
 * portal's words, weights came in grams, and nobody could order through it.
 */
export const v1: OlderVersionData = {
  version: 'v1',
  deprecated: '2026-03-31T22:00:00Z',
  sunset: '2028-12-31T23:00:00Z',
  resources: {
    Material: {
      fields: [
        { change: 'rename', from: 'description', to: 'name' },
        {
          change: 'values',
          from: 'materialType',
          to: 'type',
          map: {
            RAW: 'raw',
            PART: 'component',
            SEMI: 'semiFinished',
            FINISHED: 'finished',
            PACK: 'packaging',
            SUPPLY: 'consumable',
            TOOL: 'tool',
            SPARE: 'spare',
          },
        },
        { change: 'unit', from: 'weightGrams', to: 'netWeight', factor: '0.001', unit: 'g' },
        { change: 'constant', from: 'plant', schema: { kind: 'string', maxLength: 4, optional: true, doc: 'There was one plant only.' }, value: 'BRE1' },
        { change: 'default', to: 'sourcing', value: 'make' },
        { change: 'drop', to: 'units' },
        { change: 'drop', to: 'hazardClass' },
        { change: 'drop', to: 'labels' },
      ],
      commands: { publish: { absent: true }, discontinue: { was: 'delist' } },
    },
    ProductionOrder: {
      was: { name: 'WorkOrder', plural: 'work-orders' },
      fields: [
        { change: 'rename', from: 'dueDate', to: 'due' },
        { change: 'rename', from: 'schedule.start', to: 'plannedStart' },
        { change: 'rename', from: 'schedule.end', to: 'plannedEnd' },
        { change: 'rename', from: 'good', to: 'goodQuantity' },
        { change: 'rename', from: 'scrap', to: 'scrapQuantity' },
        {
          change: 'values',
          from: 'status',
          to: 'state',
          map: { Planned: 'Forecast', InProgress: 'Running', OnHold: 'Held', Paused: 'Suspended', Done: 'Completed' },
        },
        { change: 'rename', from: 'workplace', to: 'line' },
        { change: 'default', to: 'priority', value: 5 },
        { change: 'drop', to: 'components' },
        { change: 'drop', to: 'interruption' },
        { change: 'drop', to: 'plannedCost' },
      ],
      commands: {
        start: { input: [{ change: 'rename', from: 'workplace', to: 'line' }] },
        complete: { was: 'finish' },
        suspend: { was: 'pause' },
        reschedule: { absent: true },
      },
    },
    SalesOrder: {
      fields: [
        { change: 'rename', from: 'customerNumber', to: 'customer' },
        { change: 'rename', from: 'poNumber', to: 'partnerOrderNumber' },
        { change: 'default', to: 'incoterm', value: 'EXW' },
        { change: 'drop', to: 'contract' },
      ],
      commands: { requestChange: { absent: true } },
    },
    Shipment: {
      fields: [
        { change: 'rename', from: 'transport.billOfLading', to: 'billOfLading' },
        { change: 'rename', from: 'transport.seal', to: 'seal' },
        { change: 'drop', to: 'dockAppointment' },
        // v1 knew no parcels: it shows them on the road.
        { change: 'values', from: 'carrier.mode', to: 'carrier.mode', map: {}, shown: { parcel: 'road' } },
      ],
    },
    Nonconformance: {
      fields: [{ change: 'values', from: 'class', to: 'severity', map: { A: 'critical', B: 'major', C: 'minor' } }],
    },
    CatalogItem: { absent: true },
    OrderRequest: { absent: true },
    MaintenanceRequest: { absent: true },
  },
  faults: { 'line-busy': { detail: [{ change: 'rename', from: 'workplace', to: 'line' }] } },
}
