// Made by graphql-codegen from the schema and client.graphql; RECORD=1 makes it anew.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type OrderState =
  | 'Released'
  | 'Running'
  | 'Completed'
  | 'Cancelled';

export type IdFilter = {
  eq?: string | number | null | undefined;
  ne?: string | number | null | undefined;
  /** One of these, at most 100. */
  in?: Array<string | number | null | undefined> | null | undefined;
  gt?: string | number | null | undefined;
  gte?: string | number | null | undefined;
  lt?: string | number | null | undefined;
  lte?: string | number | null | undefined;
  /** Whether there is no value. */
  null?: boolean | null | undefined;
};

export type DecimalFilter = {
  eq?: string | null | undefined;
  ne?: string | null | undefined;
  /** One of these, at most 100. */
  in?: Array<string | null | undefined> | null | undefined;
  gt?: string | null | undefined;
  gte?: string | null | undefined;
  lt?: string | null | undefined;
  lte?: string | null | undefined;
  /** Whether there is no value. */
  null?: boolean | null | undefined;
};

export type InstantFilter = {
  eq?: string | null | undefined;
  ne?: string | null | undefined;
  /** One of these, at most 100. */
  in?: Array<string | null | undefined> | null | undefined;
  gt?: string | null | undefined;
  gte?: string | null | undefined;
  lt?: string | null | undefined;
  lte?: string | null | undefined;
  /** Whether there is no value. */
  null?: boolean | null | undefined;
};

export type StringFilter = {
  eq?: string | null | undefined;
  ne?: string | null | undefined;
  /** One of these, at most 100. */
  in?: Array<string | null | undefined> | null | undefined;
  gt?: string | null | undefined;
  gte?: string | null | undefined;
  lt?: string | null | undefined;
  lte?: string | null | undefined;
  /** Whether there is no value. */
  null?: boolean | null | undefined;
};

export type MoneyFilter = {
  amount?: DecimalFilter | null | undefined;
  currency?: StringFilter | null | undefined;
};

export type LongFilter = {
  eq?: number | null | undefined;
  ne?: number | null | undefined;
  /** One of these, at most 100. */
  in?: Array<number | null | undefined> | null | undefined;
  gt?: number | null | undefined;
  gte?: number | null | undefined;
  lt?: number | null | undefined;
  lte?: number | null | undefined;
  /** Whether there is no value. */
  null?: boolean | null | undefined;
};

export type IntFilter = {
  eq?: number | null | undefined;
  ne?: number | null | undefined;
  /** One of these, at most 100. */
  in?: Array<number | null | undefined> | null | undefined;
  gt?: number | null | undefined;
  gte?: number | null | undefined;
  lt?: number | null | undefined;
  lte?: number | null | undefined;
  /** Whether there is no value. */
  null?: boolean | null | undefined;
};

export type OrderStateFilter = {
  eq?: OrderState | null | undefined;
  ne?: OrderState | null | undefined;
  /** One of these, at most 100. */
  in?: Array<OrderState | null | undefined> | null | undefined;
  gt?: OrderState | null | undefined;
  gte?: OrderState | null | undefined;
  lt?: OrderState | null | undefined;
  lte?: OrderState | null | undefined;
  /** Whether there is no value. */
  null?: boolean | null | undefined;
};

/** All of it must hold. */
export type OrderFilter = {
  id?: IdFilter | null | undefined;
  customer?: IdFilter | null | undefined;
  quantity?: DecimalFilter | null | undefined;
  due?: InstantFilter | null | undefined;
  line?: StringFilter | null | undefined;
  note?: StringFilter | null | undefined;
  cost?: MoneyFilter | null | undefined;
  good?: DecimalFilter | null | undefined;
  sequence?: LongFilter | null | undefined;
  priority?: IntFilter | null | undefined;
  state?: OrderStateFilter | null | undefined;
  revision?: LongFilter | null | undefined;
  createdAt?: InstantFilter | null | undefined;
  updatedAt?: InstantFilter | null | undefined;
};

export type OrderSort =
  | 'ID_ASC'
  | 'ID_DESC'
  | 'CUSTOMER_ASC'
  | 'CUSTOMER_DESC'
  | 'QUANTITY_ASC'
  | 'QUANTITY_DESC'
  | 'DUE_ASC'
  | 'DUE_DESC'
  | 'LINE_ASC'
  | 'LINE_DESC'
  | 'NOTE_ASC'
  | 'NOTE_DESC'
  | 'COST_AMOUNT_ASC'
  | 'COST_AMOUNT_DESC'
  | 'COST_CURRENCY_ASC'
  | 'COST_CURRENCY_DESC'
  | 'GOOD_ASC'
  | 'GOOD_DESC'
  | 'SEQUENCE_ASC'
  | 'SEQUENCE_DESC'
  | 'PRIORITY_ASC'
  | 'PRIORITY_DESC'
  | 'STATE_ASC'
  | 'STATE_DESC'
  | 'REVISION_ASC'
  | 'REVISION_DESC'
  | 'CREATED_AT_ASC'
  | 'CREATED_AT_DESC'
  | 'UPDATED_AT_ASC'
  | 'UPDATED_AT_DESC';

/** An amount in a currency (ISO 4217). */
export type MoneyInput = {
  amount: string;
  currency: string;
};

export type CreateOrderExternalRefsInput = {
  /** The system, such as `sap`. */
  system: string;
  /** Which one, where there are several: a client, a site. */
  instance?: string | null | undefined;
  /** What the system calls this kind of record, such as `AUFNR`. */
  type: string;
  /** The key there, as text: leading zeros are kept. */
  value: string;
  /** The one to show, where a system has several. */
  primary?: boolean | null | undefined;
};

export type CreateOrderInput = {
  id: string | number;
  customer?: string | number | null | undefined;
  quantity: string;
  due?: string | null | undefined;
  line?: string | null | undefined;
  note?: string | null | undefined;
  cost?: MoneyInput | null | undefined;
  pin?: string | null | undefined;
  priority?: number | null | undefined;
  /** What other systems call this record. System, instance, type and value together name one record only. */
  externalRefs?: Array<CreateOrderExternalRefsInput> | null | undefined;
};

/** An amount in a currency (ISO 4217). */
export type MoneyPatch = {
  amount?: string | null | undefined;
  currency?: string | null | undefined;
};

export type UpdateOrderExternalRefsInput = {
  /** The system, such as `sap`. */
  system: string;
  /** Which one, where there are several: a client, a site. */
  instance?: string | null | undefined;
  /** What the system calls this kind of record, such as `AUFNR`. */
  type: string;
  /** The key there, as text: leading zeros are kept. */
  value: string;
  /** The one to show, where a system has several. */
  primary?: boolean | null | undefined;
};

export type UpdateOrderPatch = {
  id?: string | number | null | undefined;
  customer?: string | number | null | undefined;
  quantity?: string | null | undefined;
  due?: string | null | undefined;
  line?: string | null | undefined;
  note?: string | null | undefined;
  cost?: MoneyPatch | null | undefined;
  pin?: string | null | undefined;
  priority?: number | null | undefined;
  /** What other systems call this record. System, instance, type and value together name one record only. */
  externalRefs?: Array<UpdateOrderExternalRefsInput> | null | undefined;
};

export type ReplaceOrderExternalRefsInput = {
  /** The system, such as `sap`. */
  system: string;
  /** Which one, where there are several: a client, a site. */
  instance?: string | null | undefined;
  /** What the system calls this kind of record, such as `AUFNR`. */
  type: string;
  /** The key there, as text: leading zeros are kept. */
  value: string;
  /** The one to show, where a system has several. */
  primary?: boolean | null | undefined;
};

export type ReplaceOrderInput = {
  id?: string | number | null | undefined;
  customer?: string | number | null | undefined;
  quantity: string;
  due?: string | null | undefined;
  line?: string | null | undefined;
  note?: string | null | undefined;
  cost?: MoneyInput | null | undefined;
  pin?: string | null | undefined;
  good?: string | null | undefined;
  sequence?: number | null | undefined;
  priority?: number | null | undefined;
  state?: OrderState | null | undefined;
  /** What other systems call this record. System, instance, type and value together name one record only. */
  externalRefs?: Array<ReplaceOrderExternalRefsInput> | null | undefined;
  /** Counts the changes of this record, from 1. */
  revision?: number | null | undefined;
  /** When the record was created. */
  createdAt?: string | null | undefined;
  /** When the record was last changed. */
  updatedAt?: string | null | undefined;
};

export type StartOrderInput = {
  line: string;
};

export type CreateOrderMutationVariables = Exact<{
  input: CreateOrderInput;
  key?: string | null | undefined;
}>;


export type CreateOrderMutation = { createOrder: { replayed: boolean, order: { id: string, revision: number, state: OrderState, customerId: string | null } | null, fault: { code: string } | null } | null };

export type UpdateOrderMutationVariables = Exact<{
  id: string | number;
  patch: UpdateOrderPatch;
  ifMatch?: Array<number | '*'> | number | '*' | null | undefined;
}>;


export type UpdateOrderMutation = { updateOrder: { revision: number | null, order: { quantity: string, note: string | null, customer: { title: string } | null } | null } | null };

export type ReplaceOrderMutationVariables = Exact<{
  id: string | number;
  input: ReplaceOrderInput;
}>;


export type ReplaceOrderMutation = { replaceOrder: { created: boolean, revision: number | null } | null };

export type StartOrderMutationVariables = Exact<{
  id: string | number;
  input: StartOrderInput;
}>;


export type StartOrderMutation = { startOrder: { output: { startedAt: string } | null, fault: { code: string, line: string, runningOrder: string } | null } | null };

export type DeleteOrderMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteOrderMutation = { deleteOrder: { deleted: string | null } | null };

export type OrderQueryVariables = Exact<{
  id: string | number;
}>;


export type OrderQuery = { order: { nodeId: string, id: string, quantity: string, due: string | null, state: OrderState, cost: { amount: string, currency: string } | null, lines: Array<{ position: number }> } | null };

export type OrdersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: OrderFilter | null | undefined;
  sort?: OrderSort | null | undefined;
}>;


export type OrdersQuery = { orders: { totalCount: number, edges: Array<{ cursor: string, node: { id: string, quantity: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type OverviewQueryVariables = Exact<{
  id: string | number;
}>;


export type OverviewQuery = { orderOverview: { id: string, customer: { title: string } | null, lines: Array<{ material: string }> } | null };

export type NodeQueryVariables = Exact<{
  id: string | number;
}>;


export type NodeQuery = { node:
    | { __typename: 'Order', quantity: string }
    | { __typename: 'Partner' }
    | { __typename: 'OrderLine' }
   | null };


export const CreateOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateOrderInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"customerId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"fault"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Fault"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CreateOrderMutation, CreateOrderMutationVariables>;
export const UpdateOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"patch"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateOrderPatch"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ifMatch"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Revision"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"patch"},"value":{"kind":"Variable","name":{"kind":"Name","value":"patch"}}},{"kind":"Argument","name":{"kind":"Name","value":"ifMatch"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ifMatch"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}}]} as unknown as DocumentNode<UpdateOrderMutation, UpdateOrderMutationVariables>;
export const ReplaceOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReplaceOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReplaceOrderInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replaceOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}}]} as unknown as DocumentNode<ReplaceOrderMutation, ReplaceOrderMutationVariables>;
export const StartOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartOrderInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"output"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fault"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LineBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"line"}},{"kind":"Field","name":{"kind":"Name","value":"runningOrder"}}]}}]}}]}}]}}]} as unknown as DocumentNode<StartOrderMutation, StartOrderMutationVariables>;
export const DeleteOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleted"}}]}}]}}]} as unknown as DocumentNode<DeleteOrderMutation, DeleteOrderMutationVariables>;
export const OrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Order"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"order"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"due"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"cost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"position"}}]}}]}}]}}]} as unknown as DocumentNode<OrderQuery, OrderQueryVariables>;
export const OrdersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Orders"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"OrderFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sort"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"OrderSort"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"sort"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sort"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]} as unknown as DocumentNode<OrdersQuery, OrdersQueryVariables>;
export const OverviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Overview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orderOverview"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"material"}}]}}]}}]}}]} as unknown as DocumentNode<OverviewQuery, OverviewQueryVariables>;
export const NodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Node"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Order"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}}]}}]}}]}}]} as unknown as DocumentNode<NodeQuery, NodeQueryVariables>;