import { defineContract } from 'busbar/contract'
import { Bom, Routing } from './contract/engineering.ts'
import { Asset, EquipmentNode, PartCounter, Vibration } from './contract/equipment.ts'
import { AvailableToPromise, Lot, LotMovement, Stock } from './contract/inventory.ts'
import { Milestone, Shipment } from './contract/logistics.ts'
import { MaintenanceRequest, MaintenanceWorkOrder } from './contract/maintenance.ts'
import { CatalogItem, Material } from './contract/material.ts'
import { v1 } from './contract/older.ts'
import { Partner } from './contract/partner.ts'
import { ChangeShift, OrderOperation, ProductionOrder, ShiftChanged } from './contract/production.ts'
import { Inspection, Nonconformance, Specification, TestResult } from './contract/quality.ts'
import { Invoice, OrderOverview, OrderRequest, SalesOrder, SalesOrderLine } from './contract/sales.ts'

/** A plant that makes pump housings, from the casting to the invoice. Pure data: it loads in a browser, is reviewed by partners and compared in CI. */
export const plant = defineContract('plant', {
  version: 'v2',
  doc: 'Kestrel Pumps, site Bremen 1: equipment, materials, production, maintenance, stock, sales, shipping and quality.',
  members: [
    EquipmentNode,
    Asset,
    Vibration,
    PartCounter,
    Material,
    CatalogItem,
    Bom,
    Routing,
    ProductionOrder,
    OrderOperation,
    ChangeShift,
    ShiftChanged,
    MaintenanceRequest,
    MaintenanceWorkOrder,
    Lot,
    LotMovement,
    Stock,
    AvailableToPromise,
    OrderRequest,
    SalesOrder,
    SalesOrderLine,
    OrderOverview,
    Invoice,
    Shipment,
    Milestone,
    Specification,
    Inspection,
    TestResult,
    Nonconformance,
    Partner,
  ],
  older: [v1],
})
