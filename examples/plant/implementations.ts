import { boms } from './implementations/engineering.ts'
import { assets, equipment } from './implementations/equipment.ts'
import { availability, lotMovements, lots, stock } from './implementations/inventory.ts'
import { shipments } from './implementations/logistics.ts'
import { maintenanceOrders, maintenanceRequests } from './implementations/maintenance.ts'
import { materials } from './implementations/material.ts'
import { orderOperations, productionOrders, shiftChanges } from './implementations/production.ts'
import { inspections, nonconformances, specifications, testResults } from './implementations/quality.ts'
import { invoices, orderRequests, salesOrderLines, salesOrders } from './implementations/sales.ts'

/** Code, where a command holds a decision. What is not here Busbar does alone: the transition, the event, the audit record. */
export const implementations = [
  equipment,
  assets,
  materials,
  boms,
  productionOrders,
  orderOperations,
  shiftChanges,
  maintenanceRequests,
  maintenanceOrders,
  lots,
  lotMovements,
  stock,
  availability,
  orderRequests,
  salesOrders,
  salesOrderLines,
  invoices,
  shipments,
  specifications,
  inspections,
  testResults,
  nonconformances,
]
