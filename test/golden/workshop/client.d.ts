// Made by openapi-typescript from openapi.json; RECORD=1 makes it anew.
export interface paths {
    "/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List customers
         * @description Needs the scope `customers.read`.
         */
        get: operations["listCustomers"];
        put?: never;
        /**
         * Create a customer
         * @description Needs the scope `customers.write`.
         */
        post: operations["createCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a customer
         * @description Needs the scope `customers.read`.
         */
        get: operations["getCustomer"];
        /**
         * Replace a customer, or create it
         * @description Fields that are left out are removed. Where no record has this key, one is created.
         *
         *     Needs the scope `customers.write`.
         */
        put: operations["replaceCustomer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a customer
         * @description A merge patch (RFC 7396), where `null` removes an optional field, or a JSON Patch (RFC 6902), which is applied as a whole or not at all.
         *
         *     Needs the scope `customers.write`.
         */
        patch: operations["updateCustomer"];
        trace?: never;
    };
    "/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List parts
         * @description Fast at any depth: filtered by `kind`, sorted by `title`. Other combinations look at no more than 10,000 records and else answer 400 `undeclared-list`.
         *
         *     Needs the scope `parts.read`.
         */
        get: operations["listParts"];
        put?: never;
        /**
         * Create a part
         * @description Needs the scope `parts.write`.
         */
        post: operations["createPart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/parts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a part
         * @description Needs the scope `parts.read`.
         */
        get: operations["getPart"];
        /**
         * Replace a part, or create it
         * @description Fields that are left out are removed. Where no record has this key, one is created.
         *
         *     Needs the scope `parts.write`.
         */
        put: operations["replacePart"];
        post?: never;
        /**
         * Delete a part
         * @description Needs the scope `parts.write`.
         */
        delete: operations["deletePart"];
        options?: never;
        head?: never;
        /**
         * Change a part
         * @description A merge patch (RFC 7396), where `null` removes an optional field, or a JSON Patch (RFC 6902), which is applied as a whole or not at all.
         *
         *     Needs the scope `parts.write`.
         */
        patch: operations["updatePart"];
        trace?: never;
    };
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List orders
         * @description Fast at any depth: filtered by `state`, sorted by `due`; filtered by `part` and `state`; sorted by `due`. Other combinations look at no more than 10,000 records and else answer 400 `undeclared-list`.
         *
         *     Needs the scope `orders.read`.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Create an order
         * @description Needs the scope `orders.write`.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an order
         * @description Needs the scope `orders.read`.
         */
        get: operations["getOrder"];
        /**
         * Replace an order, or create it
         * @description Fields that are left out are removed. Where no record has this key, one is created.
         *
         *     Needs the scope `orders.write`.
         */
        put: operations["replaceOrder"];
        post?: never;
        /**
         * Delete an order
         * @description Needs the scope `orders.write`.
         */
        delete: operations["deleteOrder"];
        options?: never;
        head?: never;
        /**
         * Change an order
         * @description A merge patch (RFC 7396), where `null` removes an optional field, or a JSON Patch (RFC 6902), which is applied as a whole or not at all.
         *
         *     Needs the scope `orders.write`.
         */
        patch: operations["updateOrder"];
        trace?: never;
    };
    "/orders/{id}/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order: prepare
         * @deprecated
         * @description From `Released` to `Ready`; in another state 409 `transition-not-allowed`.
         *
         *     Deprecated: start it at once
         *
         *     Needs the scope `orders.prepare`.
         */
        post: operations["prepareOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order: start
         * @description Begins it on a line. A line runs one order.
         *
         *     From `Released` and `Ready` to `Running`; in another state 409 `transition-not-allowed`.
         *
         *     Needs the scope `orders.execute`.
         */
        post: operations["startOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order: finish
         * @description From `Running` to `Done`; in another state 409 `transition-not-allowed`.
         *
         *     Needs the scope `orders.finish`.
         */
        post: operations["finishOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}/annotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order: annotate
         * @description Needs the scope `orders.annotate`.
         */
        post: operations["annotateOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List steps
         * @description Fast at any depth: filtered by `order`, sorted by `number`. Other combinations look at no more than 10,000 records and else answer 400 `undeclared-list`.
         *
         *     Needs the scope `steps.read`.
         */
        get: operations["listSteps"];
        put?: never;
        /**
         * Create a step
         * @description Needs the scope `steps.write`.
         */
        post: operations["createStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/steps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a step
         * @description Needs the scope `steps.read`.
         */
        get: operations["getStep"];
        /**
         * Replace a step
         * @description Fields that are left out are removed.
         *
         *     Needs the scope `steps.write`.
         */
        put: operations["replaceStep"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a step
         * @description A merge patch (RFC 7396), where `null` removes an optional field, or a JSON Patch (RFC 6902), which is applied as a whole or not at all.
         *
         *     Needs the scope `steps.write`.
         */
        patch: operations["updateStep"];
        trace?: never;
    };
    "/check-stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check stock
         * @description How much there is.
         *
         *     Needs the scope `check-stock`.
         */
        get: operations["getCheckStock"];
        put?: never;
        /**
         * Check stock
         * @description How much there is.
         *
         *     Needs the scope `check-stock`.
         */
        post: operations["checkStock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plan-mix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan mix
         * @description Which orders to make together.
         *
         *     Needs the scope `plan-mix`.
         */
        post: operations["planMix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/change-shift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change shift
         * @deprecated
         * @description The next shift takes over.
         *
         *     Deprecated: shifts change by themselves
         *
         *     Needs the scope `change-shift`.
         */
        post: operations["changeShift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order-view/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Order view
         * @description An order and what surrounds it.
         *
         *     Needs the scope `orders.read`.
         */
        get: operations["getOrderView"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Up to 1,000 calls in one request
         * @description Each call has its own outcome, in order. With `atomic` all of them take effect, or none; such a batch holds changes only.
         */
        post: operations["batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who orders. */
        Customer: {
            /** @description Customer number. */
            id: string;
            /** @example Nordwerk GmbH */
            title: string;
            /** @enum {string} */
            rating?: "A" | "B" | "C";
            /** Format: date */
            since?: string | null;
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt: string;
        };
        /** @description Who orders. */
        CustomerCreate: {
            /** @description Customer number. */
            id: string;
            /** @example Nordwerk GmbH */
            title: string;
            /** @enum {string} */
            rating?: "A" | "B" | "C";
            /** Format: date */
            since?: string | null;
        };
        /** @description Who orders. */
        CustomerReplace: {
            /** @description Customer number. */
            id?: string;
            /** @example Nordwerk GmbH */
            title: string;
            /** @enum {string} */
            rating?: "A" | "B" | "C";
            /** Format: date */
            since?: string | null;
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision?: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt?: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt?: string;
        };
        /** @description Who orders. */
        CustomerPatch: {
            /** @description Customer number. */
            id?: string;
            /** @example Nordwerk GmbH */
            title?: string;
            /** @enum {string|null} */
            rating?: "A" | "B" | "C" | null;
            /** Format: date */
            since?: string | null;
        };
        /** @description What is made. `drawing` is the picture on its label. */
        Part: {
            /** @example P-1042 */
            id: string;
            /**
             * @description In the customer’s language.
             * @example Pump housing
             */
            title: string;
            /** @enum {string} */
            kind: "raw" | "finished";
            weight?: {
                /** Format: decimal */
                value: string;
                /** @enum {string} */
                unit: "kg" | "g";
            };
            /**
             * @example {
             *       "amount": "12.50",
             *       "currency": "EUR"
             *     }
             */
            price: {
                /** Format: decimal */
                amount: string;
                /**
                 * Format: iso-4217
                 * @example EUR
                 */
                currency: string;
            } | null;
            tags: string[];
            attributes?: {
                [key: string]: string;
            };
            /** Format: byte */
            drawing?: string;
            extra?: unknown;
            size?: {
                /** Format: double */
                length: number;
                /** Format: double */
                width?: number;
                readonly checkedBy?: string;
            };
            /** @description What other systems call this record. System, instance, type and value together name one record only. */
            externalRefs?: {
                /** @description The system, such as `sap`. */
                system: string;
                /** @description Which one, where there are several: a client, a site. */
                instance?: string;
                /** @description What the system calls this kind of record, such as `AUFNR`. */
                type: string;
                /** @description The key there, as text: leading zeros are kept. */
                value: string;
                /** @description The one to show, where a system has several. */
                primary?: boolean;
            }[];
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt: string;
        };
        /** @description What is made. `drawing` is the picture on its label. */
        PartCreate: {
            /** @example P-1042 */
            id: string;
            /**
             * @description In the customer’s language.
             * @example Pump housing
             */
            title: string;
            /** @enum {string} */
            kind: "raw" | "finished";
            weight?: {
                /** Format: decimal */
                value: string;
                /** @enum {string} */
                unit: "kg" | "g";
            };
            /**
             * @example {
             *       "amount": "12.50",
             *       "currency": "EUR"
             *     }
             */
            price: {
                /** Format: decimal */
                amount: string;
                /**
                 * Format: iso-4217
                 * @example EUR
                 */
                currency: string;
            } | null;
            /** @default [] */
            tags?: string[];
            attributes?: {
                [key: string]: string;
            };
            /** Format: byte */
            drawing?: string;
            extra?: unknown;
            pin?: string;
            size?: {
                /** Format: double */
                length: number;
                /** Format: double */
                width?: number;
            };
            /** @description What other systems call this record. System, instance, type and value together name one record only. */
            externalRefs?: {
                /** @description The system, such as `sap`. */
                system: string;
                /** @description Which one, where there are several: a client, a site. */
                instance?: string;
                /** @description What the system calls this kind of record, such as `AUFNR`. */
                type: string;
                /** @description The key there, as text: leading zeros are kept. */
                value: string;
                /** @description The one to show, where a system has several. */
                primary?: boolean;
            }[];
        };
        /** @description What is made. `drawing` is the picture on its label. */
        PartReplace: {
            /** @example P-1042 */
            id?: string;
            /**
             * @description In the customer’s language.
             * @example Pump housing
             */
            title: string;
            /** @enum {string} */
            kind: "raw" | "finished";
            weight?: {
                /** Format: decimal */
                value: string;
                /** @enum {string} */
                unit: "kg" | "g";
            };
            /**
             * @example {
             *       "amount": "12.50",
             *       "currency": "EUR"
             *     }
             */
            price: {
                /** Format: decimal */
                amount: string;
                /**
                 * Format: iso-4217
                 * @example EUR
                 */
                currency: string;
            } | null;
            /** @default [] */
            tags?: string[];
            attributes?: {
                [key: string]: string;
            };
            /** Format: byte */
            drawing?: string;
            extra?: unknown;
            pin?: string;
            size?: {
                /** Format: double */
                length: number;
                /** Format: double */
                width?: number;
                readonly checkedBy?: string;
            };
            /** @description What other systems call this record. System, instance, type and value together name one record only. */
            externalRefs?: {
                /** @description The system, such as `sap`. */
                system: string;
                /** @description Which one, where there are several: a client, a site. */
                instance?: string;
                /** @description What the system calls this kind of record, such as `AUFNR`. */
                type: string;
                /** @description The key there, as text: leading zeros are kept. */
                value: string;
                /** @description The one to show, where a system has several. */
                primary?: boolean;
            }[];
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision?: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt?: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt?: string;
        };
        /** @description What is made. `drawing` is the picture on its label. */
        PartPatch: {
            /** @example P-1042 */
            id?: string;
            /**
             * @description In the customer’s language.
             * @example Pump housing
             */
            title?: string;
            /** @enum {string} */
            kind?: "raw" | "finished";
            weight?: {
                /** Format: decimal */
                value?: string;
                /** @enum {string} */
                unit?: "kg" | "g";
            } | null;
            /**
             * @example {
             *       "amount": "12.50",
             *       "currency": "EUR"
             *     }
             */
            price?: {
                /** Format: decimal */
                amount?: string;
                /**
                 * Format: iso-4217
                 * @example EUR
                 */
                currency?: string;
            } | null;
            tags?: string[];
            attributes?: {
                [key: string]: string | null;
            } | null;
            /** Format: byte */
            drawing?: string | null;
            extra?: unknown;
            pin?: string | null;
            size?: {
                /** Format: double */
                length?: number;
                /** Format: double */
                width?: number | null;
            } | null;
            /** @description What other systems call this record. System, instance, type and value together name one record only. */
            externalRefs?: {
                /** @description The system, such as `sap`. */
                system: string;
                /** @description Which one, where there are several: a client, a site. */
                instance?: string;
                /** @description What the system calls this kind of record, such as `AUFNR`. */
                type: string;
                /** @description The key there, as text: leading zeros are kept. */
                value: string;
                /** @description The one to show, where a system has several. */
                primary?: boolean;
            }[] | null;
        };
        /** @description Make so many of a part by a date. */
        Order: {
            /** @description Order number; leading zeros belong to it. */
            id: string;
            /** @example P-1042 */
            part: string;
            /** @example C0007 */
            customer?: string;
            /**
             * Format: decimal
             * @description How many are to be made.
             */
            quantity: string;
            /** Format: date-time */
            due: string;
            /** Format: time-local */
            shiftStart?: string;
            handover?: {
                /**
                 * Format: date-time-local
                 * @example 2026-10-25T02:30:00
                 */
                local: string;
                /**
                 * Format: iana-zone
                 * @example Europe/Berlin
                 */
                zone: string;
            };
            /** Format: duration */
            cycle?: string;
            line?: string;
            /** Format: int64 */
            priority: number;
            /**
             * @deprecated
             * @description Deprecated: use priority 1
             */
            urgent?: boolean;
            /** Format: date-time */
            readonly startedAt?: string;
            /** @enum {string} */
            readonly state: "Released" | "Ready" | "Running" | "Done";
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt: string;
            /** @description What is done, in order. Shown where included: `include=steps`. */
            readonly steps?: components["schemas"]["Step"][];
        };
        /** @description Make so many of a part by a date. */
        OrderCreate: {
            /** @description Order number; leading zeros belong to it. */
            id: string;
            /** @example P-1042 */
            part: string;
            /** @example C0007 */
            customer?: string;
            /**
             * Format: decimal
             * @description How many are to be made.
             */
            quantity: string;
            /** Format: date-time */
            due: string;
            /** Format: time-local */
            shiftStart?: string;
            handover?: {
                /**
                 * Format: date-time-local
                 * @example 2026-10-25T02:30:00
                 */
                local: string;
                /**
                 * Format: iana-zone
                 * @example Europe/Berlin
                 */
                zone: string;
            };
            /** Format: duration */
            cycle?: string;
            line?: string;
            /**
             * Format: int64
             * @default 5
             */
            priority?: number;
            /**
             * @deprecated
             * @description Deprecated: use priority 1
             */
            urgent?: boolean;
        };
        /** @description Make so many of a part by a date. */
        OrderReplace: {
            /** @description Order number; leading zeros belong to it. */
            id?: string;
            /** @example P-1042 */
            part: string;
            /** @example C0007 */
            customer?: string;
            /**
             * Format: decimal
             * @description How many are to be made.
             */
            quantity: string;
            /** Format: date-time */
            due: string;
            /** Format: time-local */
            shiftStart?: string;
            handover?: {
                /**
                 * Format: date-time-local
                 * @example 2026-10-25T02:30:00
                 */
                local: string;
                /**
                 * Format: iana-zone
                 * @example Europe/Berlin
                 */
                zone: string;
            };
            /** Format: duration */
            cycle?: string;
            line?: string;
            /**
             * Format: int64
             * @default 5
             */
            priority?: number;
            /**
             * @deprecated
             * @description Deprecated: use priority 1
             */
            urgent?: boolean;
            /** Format: date-time */
            readonly startedAt?: string;
            /** @enum {string} */
            readonly state?: "Released" | "Ready" | "Running" | "Done";
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision?: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt?: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt?: string;
        };
        /** @description Make so many of a part by a date. */
        OrderPatch: {
            /** @description Order number; leading zeros belong to it. */
            id?: string;
            /** @example P-1042 */
            part?: string;
            /** @example C0007 */
            customer?: string | null;
            /**
             * Format: decimal
             * @description How many are to be made.
             */
            quantity?: string;
            /** Format: date-time */
            due?: string;
            /** Format: time-local */
            shiftStart?: string | null;
            handover?: {
                /**
                 * Format: date-time-local
                 * @example 2026-10-25T02:30:00
                 */
                local?: string;
                /**
                 * Format: iana-zone
                 * @example Europe/Berlin
                 */
                zone?: string;
            } | null;
            /** Format: duration */
            cycle?: string | null;
            line?: string | null;
            /** Format: int64 */
            priority?: number;
            /**
             * @deprecated
             * @description Deprecated: use priority 1
             */
            urgent?: boolean | null;
        };
        OrderStartInput: {
            /** @example L3 */
            line: string;
        };
        OrderStartOutput: {
            /** Format: date-time */
            startedAt: string;
        };
        OrderAnnotateInput: {
            text?: string;
        };
        Step: {
            /** Format: uuid */
            id: string;
            /** @example PO-0001 */
            order: string;
            /** Format: int64 */
            number: number;
            work: string;
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt: string;
        };
        StepCreate: {
            /** @example PO-0001 */
            order: string;
            /** Format: int64 */
            number: number;
            work: string;
        };
        StepReplace: {
            /** Format: uuid */
            id?: string;
            /** @example PO-0001 */
            order: string;
            /** Format: int64 */
            number: number;
            work: string;
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision?: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt?: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt?: string;
        };
        StepPatch: {
            /** Format: uuid */
            id?: string;
            /** @example PO-0001 */
            order?: string;
            /** Format: int64 */
            number?: number;
            work?: string;
        };
        CheckStockInput: {
            /** @example P-1042 */
            part: string;
            places?: string[];
            /** @default true */
            onlyFree?: boolean;
        };
        CheckStockOutput: {
            /** Format: decimal */
            available: string;
        };
        PlanMixInput: {
            orders: {
                /** @example PO-0001 */
                id: string;
                /** Format: double */
                share?: number;
            }[];
        };
        PlanMixOutput: {
            lines: {
                [key: string]: string[];
            };
        };
        ChangeShiftInput: {
            /** @example L3 */
            line: string;
        };
        /** @description An order and what surrounds it. */
        OrderView: {
            /** @description Order number; leading zeros belong to it. */
            id: string;
            part: components["schemas"]["Part"] | null;
            customer?: components["schemas"]["Customer"] | null;
            /**
             * Format: decimal
             * @description How many are to be made.
             */
            quantity: string;
            /** Format: date-time */
            due: string;
            /** Format: time-local */
            shiftStart?: string;
            handover?: {
                /**
                 * Format: date-time-local
                 * @example 2026-10-25T02:30:00
                 */
                local: string;
                /**
                 * Format: iana-zone
                 * @example Europe/Berlin
                 */
                zone: string;
            };
            /** Format: duration */
            cycle?: string;
            line?: string;
            /** Format: int64 */
            priority: number;
            /**
             * @deprecated
             * @description Deprecated: use priority 1
             */
            urgent?: boolean;
            /** Format: date-time */
            readonly startedAt?: string;
            /** @enum {string} */
            readonly state: "Released" | "Ready" | "Running" | "Done";
            /**
             * Format: int64
             * @description Counts the changes of this record, from 1.
             */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When the record was created.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When the record was last changed.
             */
            readonly updatedAt: string;
            /** @description What is done, in order. */
            steps: components["schemas"]["Step"][];
        };
        /** @description The line already runs another order. */
        LineBusyProblem: {
            /** @constant */
            type: "urn:busbar:problem:workshop:line-busy";
            /** @constant */
            title?: "The line already runs another order.";
            /** @constant */
            code: "line-busy";
            data: {
                line: string;
                runningOrder?: string;
            };
        } & WithRequired<components["schemas"]["Problem"], "type" | "code">;
        /** @description There is not enough of it. */
        NoStockProblem: {
            /** @constant */
            type: "urn:busbar:problem:workshop:no-stock";
            /** @constant */
            title?: "There is not enough of it.";
            /** @constant */
            code: "no-stock";
            data: Record<string, never>;
        } & WithRequired<components["schemas"]["Problem"], "type" | "code">;
        /** @description The tool is not here. */
        NoToolProblem: {
            /** @constant */
            type: "urn:busbar:problem:workshop:no-tool";
            /** @constant */
            title?: "The tool is not here.";
            /** @constant */
            code: "no-tool";
            data: {
                /** @description Which one. */
                tool: string;
            };
        } & WithRequired<components["schemas"]["Problem"], "type" | "code">;
        /** @description Only the running shift may do this. */
        WrongShiftProblem: {
            /** @constant */
            type: "urn:busbar:problem:workshop:wrong-shift";
            /** @constant */
            title?: "Only the running shift may do this.";
            /** @constant */
            code: "wrong-shift";
            data: Record<string, never>;
        } & WithRequired<components["schemas"]["Problem"], "type" | "code">;
        /** @description These cannot be made together. */
        BadMixProblem: {
            /** @constant */
            type: "urn:busbar:problem:workshop:bad-mix";
            /** @constant */
            title?: "These cannot be made together.";
            /** @constant */
            code: "bad-mix";
            data: Record<string, never>;
        } & WithRequired<components["schemas"]["Problem"], "type" | "code">;
        /** @description What went wrong (RFC 9457). Programs decide by `type` or `code`; both are stable. */
        Problem: {
            /**
             * Format: uri
             * @description `urn:busbar:problem:<code>`, or `urn:busbar:problem:<contract>:<code>` for a fault of the contract.
             */
            type: string;
            /** @description One sentence, the same each time. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description What was wrong this time, and what to do. */
            detail?: string;
            /**
             * Format: uri
             * @description Names the request: quote it when you ask.
             */
            instance?: string;
            /**
             * @description What programs decide by: one of ours, or the code of a fault of the contract. A later version may have more.
             * @example malformed
             */
            code: string;
        };
        /** @description What of the input was wrong, each with its place. */
        InvalidProblem: {
            errors?: components["schemas"]["FieldError"][];
        } & components["schemas"]["Problem"];
        FieldError: {
            /** @description What is wrong there. */
            detail: string;
            /**
             * @description Where in the body: a JSON pointer as URI fragment (RFC 6901, 6).
             * @example #/quantity
             */
            pointer?: string;
            /** @description Which parameter. */
            parameter?: string;
        };
        /** @description JSON Patch (RFC 6902): all of it or nothing. */
        JsonPatch: {
            /** @enum {string} */
            op: "add" | "remove" | "replace" | "move" | "copy" | "test";
            /** @description JSON pointer (RFC 6901). */
            path: string;
            /** @description JSON pointer, for `move` and `copy`. */
            from?: string;
            /** @description For `add`, `replace` and `test`. */
            value?: unknown;
        }[];
        BatchRequest: {
            /**
             * @description All calls take effect, or none.
             * @default false
             */
            atomic?: boolean;
            calls: {
                /** @enum {string} */
                method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
                /** @description Below the version, with the query: `/production-orders/PO-1?fields=state`. */
                path: string;
                /** @description Of this call: `If-Match`, `Idempotency-Key`, `Content-Type` of a patch. The credential belongs to the batch as a whole. */
                headers?: {
                    [key: string]: string;
                };
                /** @description What the call sends, as JSON. */
                body?: unknown;
            }[];
        };
        BatchResponse: {
            /** @description One for each call, in order. */
            responses: {
                /** @description As if the call had come alone. */
                status: number;
                /** @description Names in lower case. */
                headers: {
                    [key: string]: string;
                };
                /** @description What the call answers; absent where it answers nothing. */
                body?: unknown;
            }[];
        };
    };
    responses: {
        /** @description The request cannot be read or used. By `code`: `malformed`, `invalid-filter`, `invalid-cursor`, `undeclared-list`, `id-mismatch`, `idempotency-key-missing`, `idempotency-key-invalid`. */
        BadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "malformed" | "invalid-filter" | "invalid-cursor" | "undeclared-list" | "id-mismatch" | "idempotency-key-missing" | "idempotency-key-invalid";
                } & components["schemas"]["InvalidProblem"];
            };
        };
        /** @description A valid credential is needed. By `code`: `unauthenticated`. */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "unauthenticated";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The caller may not do this. By `code`: `forbidden`, `insufficient-scope`, `address-not-allowed`. */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "forbidden" | "insufficient-scope" | "address-not-allowed";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description There is no such thing, or the caller may not know of it. By `code`: `not-found`. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "not-found";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description None of the accepted media types can be given. By `code`: `not-acceptable`. */
        NotAcceptable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                Accept: components["headers"]["Accept"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "not-acceptable";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description A limit is reached. By `code`: `rate-limited`, `quota-exceeded`, `too-many-concurrent`. */
        TooManyRequests: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "rate-limited" | "quota-exceeded" | "too-many-concurrent";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description Something went wrong on our side. By `code`: `internal`. */
        InternalServerError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "internal";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The service cannot do this now. By `code`: `unavailable`. */
        ServiceUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "unavailable";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The request was not complete in time. By `code`: `timeout`. */
        RequestTimeout: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "timeout";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The call does not fit what is there now. By `code`: `conflict`, `already-exists`, `unique-violation`, `transition-not-allowed`, `referenced`, `idempotency-in-flight`, `outcome-unknown`. */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "conflict" | "already-exists" | "unique-violation" | "transition-not-allowed" | "referenced" | "idempotency-in-flight" | "outcome-unknown";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The request is larger than allowed. By `code`: `too-large`. */
        ContentTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "too-large";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The body has a media type that is not read here. By `code`: `unsupported-media-type`. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                Accept: components["headers"]["Accept"];
                "Accept-Post": components["headers"]["Accept-Post"];
                "Accept-Patch": components["headers"]["Accept-Patch"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "unsupported-media-type";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The input does not fit the contract, or the idempotency key was used with another request. By `code`: `invalid`, `idempotency-key-reused`. */
        UnprocessableContent: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "invalid" | "idempotency-key-reused";
                } & components["schemas"]["InvalidProblem"];
            };
        };
        /** @description No space is left to store this. By `code`: `storage-full`. */
        InsufficientStorage: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "storage-full";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The record is not at the revision that was required. By `code`: `precondition-failed`. */
        PreconditionFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "precondition-failed";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description The change needs the revision that it is based on: send `If-Match`. By `code`: `precondition-required`. */
        PreconditionRequired: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "precondition-required";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
        /** @description A connected system did not answer as it should. By `code`: `upstream-failed`. */
        BadGateway: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @enum {string} */
                    code: "upstream-failed";
                } & WithRequired<components["schemas"]["Problem"], "code">;
            };
        };
    };
    parameters: {
        /** @description Records a page. */
        limit: number;
        /** @description Where the next page begins: `next` of the page before. Bound to the filter, the sort and the caller. */
        cursor: string;
        /**
         * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
         * @example "3-a1"
         */
        ifMatch: string;
        /**
         * @description The entity tag of the record that this change is based on. Without it 428, and 412 where the record has changed since.
         * @example "3-a1"
         */
        ifMatchRequired: string;
        /**
         * @description Answer 304 without a body where this entity tag is still the record’s (RFC 9110, 13.1.2).
         * @example "3-a1"
         */
        ifNoneMatch: string;
        /**
         * @description `*`: create the record, never replace one that is there; then 412.
         * @example *
         */
        createOnly: string;
        /**
         * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
         * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
         */
        idempotencyKey: string;
        /**
         * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. Without it 400.
         * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
         */
        idempotencyKeyRequired: string;
        /**
         * @description `count=exact`: say how many records the list has in all (RFC 7240).
         * @example count=exact
         */
        preferCount: string;
        /**
         * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
         * @example return=minimal
         */
        preferMinimal: string;
        /**
         * @description W3C Trace Context: passed on to whatever this call causes.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        traceparent: string;
        /**
         * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
         * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
         */
        baggage: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Stands for this revision of the record in this view (RFC 9110, 8.8.3). Send it back in `If-Match` or `If-None-Match`.
         * @example "3-a1"
         */
        ETag: string;
        /** @description Where the record now is. */
        Location: string;
        /** @description `rel="next"`: the next page; absent on the last one (RFC 8288). */
        Link: string;
        /** @description Names this request in our logs and audit trail: quote it when you ask. */
        "X-Request-Id": string;
        /**
         * @description What is left of each limit: `"rate";r=50;t=30` is 50 calls in the next 30 seconds (draft-ietf-httpapi-ratelimit-headers-11).
         * @example "rate";r=50;t=30
         */
        RateLimit: string;
        /**
         * @description The limits themselves: `"rate";q=100;w=60` is 100 calls in 60 seconds.
         * @example "rate";q=100;w=60
         */
        "RateLimit-Policy": string;
        /** @description Seconds to wait before the next try (RFC 9110, 10.2.3). */
        "Retry-After": number;
        /** @description This is the stored answer of an earlier call with the same idempotency key; nothing was done again. */
        "Idempotent-Replayed": "true";
        /** @description How to authenticate, and which scope is missing (RFC 6750, 3). */
        "WWW-Authenticate": string;
        /** @description The media types that can be given or read here. */
        Accept: string;
        /**
         * @description The media types that are read here.
         * @example application/json
         */
        "Accept-Post": string;
        /** @description The kinds of patch that are read here (RFC 5789, 3.1). */
        "Accept-Patch": string;
        /** @description Which of the preferences asked for were followed (RFC 7240, 3). */
        "Preference-Applied": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listCustomers: {
        parameters: {
            query?: {
                /** @description `id` equals this. */
                id?: string;
                /** @description `id` is something else. */
                "id[ne]"?: string;
                /** @description `id` is one of these, separated by commas. */
                "id[in]"?: string[];
                /** @description `title` equals this. */
                title?: string;
                /** @description `title` is something else. */
                "title[ne]"?: string;
                /** @description `title` is one of these, separated by commas. */
                "title[in]"?: string[];
                /** @description `rating` equals this. */
                rating?: "A" | "B" | "C";
                /** @description `rating` is something else. */
                "rating[ne]"?: "A" | "B" | "C";
                /** @description `rating` is one of these, separated by commas. */
                "rating[in]"?: ("A" | "B" | "C")[];
                /** @description `true`: `rating` has no value; `false`: it has one. */
                "rating[null]"?: boolean;
                /** @description `since` equals this. */
                since?: string;
                /** @description `since` is something else. */
                "since[ne]"?: string;
                /** @description `since` is one of these, separated by commas. */
                "since[in]"?: string[];
                /** @description `since` is greater than this. */
                "since[gt]"?: string;
                /** @description `since` is at least this. */
                "since[gte]"?: string;
                /** @description `since` is less than this. */
                "since[lt]"?: string;
                /** @description `since` is at most this. */
                "since[lte]"?: string;
                /** @description `true`: `since` has no value; `false`: it has one. */
                "since[null]"?: boolean;
                /** @description `revision` equals this. */
                revision?: number;
                /** @description `revision` is something else. */
                "revision[ne]"?: number;
                /** @description `revision` is one of these, separated by commas. */
                "revision[in]"?: number[];
                /** @description `revision` is greater than this. */
                "revision[gt]"?: number;
                /** @description `revision` is at least this. */
                "revision[gte]"?: number;
                /** @description `revision` is less than this. */
                "revision[lt]"?: number;
                /** @description `revision` is at most this. */
                "revision[lte]"?: number;
                /** @description `createdAt` equals this. */
                createdAt?: string;
                /** @description `createdAt` is something else. */
                "createdAt[ne]"?: string;
                /** @description `createdAt` is one of these, separated by commas. */
                "createdAt[in]"?: string[];
                /** @description `createdAt` is greater than this. */
                "createdAt[gt]"?: string;
                /** @description `createdAt` is at least this. */
                "createdAt[gte]"?: string;
                /** @description `createdAt` is less than this. */
                "createdAt[lt]"?: string;
                /** @description `createdAt` is at most this. */
                "createdAt[lte]"?: string;
                /** @description `updatedAt` equals this. */
                updatedAt?: string;
                /** @description `updatedAt` is something else. */
                "updatedAt[ne]"?: string;
                /** @description `updatedAt` is one of these, separated by commas. */
                "updatedAt[in]"?: string[];
                /** @description `updatedAt` is greater than this. */
                "updatedAt[gt]"?: string;
                /** @description `updatedAt` is at least this. */
                "updatedAt[gte]"?: string;
                /** @description `updatedAt` is less than this. */
                "updatedAt[lt]"?: string;
                /** @description `updatedAt` is at most this. */
                "updatedAt[lte]"?: string;
                /** @description One field; with `-` before it the greatest first. Records without a value come last, and the key breaks ties. */
                sort?: "id" | "-id" | "title" | "-title" | "rating" | "-rating" | "since" | "-since" | "revision" | "-revision" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt";
                /** @description Fields to show, separated by commas; without it all. */
                fields?: ("id" | "title" | "rating" | "since" | "revision" | "createdAt" | "updatedAt")[];
                /** @description Records a page. */
                limit?: components["parameters"]["limit"];
                /** @description Where the next page begins: `next` of the page before. Bound to the filter, the sort and the caller. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /**
                 * @description `count=exact`: say how many records the list has in all (RFC 7240).
                 * @example count=exact
                 */
                Prefer?: components["parameters"]["preferCount"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; asked for as CSV or NDJSON the whole list, streamed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Customer"][];
                        /** @description The cursor of the next page; absent on the last one. */
                        next?: string;
                        /** @description How many records there are in all, where `Prefer: count=exact` asked for it. */
                        count?: number;
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createCustomer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "C0001",
                 *       "title": "Nordwerk GmbH"
                 *     }
                 */
                "application/json": components["schemas"]["CustomerCreate"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getCustomer: {
        parameters: {
            query?: {
                /** @description Fields to show, separated by commas; without it all. */
                fields?: ("id" | "title" | "rating" | "since" | "revision" | "createdAt" | "updatedAt")[];
            };
            header?: {
                /**
                 * @description Answer 304 without a body where this entity tag is still the record’s (RFC 9110, 13.1.2).
                 * @example "3-a1"
                 */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path: {
                /**
                 * @description Customer number.
                 * @example C0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description The caller has this revision already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replaceCustomer: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The entity tag of the record that this change is based on. Without it 428, and 412 where the record has changed since.
                 * @example "3-a1"
                 */
                "If-Match": components["parameters"]["ifMatchRequired"];
                /**
                 * @description `*`: create the record, never replace one that is there; then 412.
                 * @example *
                 */
                "If-None-Match"?: components["parameters"]["createOnly"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Customer number.
                 * @example C0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Nordwerk GmbH"
                 *     }
                 */
                "application/json": components["schemas"]["CustomerReplace"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description The record was created. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description Done; the record was not asked for. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    updateCustomer: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The entity tag of the record that this change is based on. Without it 428, and 412 where the record has changed since.
                 * @example "3-a1"
                 */
                "If-Match": components["parameters"]["ifMatchRequired"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Customer number.
                 * @example C0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Nordwerk GmbH"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["CustomerPatch"];
                /**
                 * @example [
                 *       {
                 *         "op": "replace",
                 *         "path": "/title",
                 *         "value": "Nordwerk GmbH"
                 *       }
                 *     ]
                 */
                "application/json-patch+json": components["schemas"]["JsonPatch"];
                /**
                 * @example {
                 *       "title": "Nordwerk GmbH"
                 *     }
                 */
                "application/json": components["schemas"]["CustomerPatch"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description Done; the record was not asked for. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listParts: {
        parameters: {
            query?: {
                /** @description `id` equals this. */
                id?: string;
                /** @description `id` is something else. */
                "id[ne]"?: string;
                /** @description `id` is one of these, separated by commas. */
                "id[in]"?: string[];
                /** @description `title` equals this. */
                title?: string;
                /** @description `title` is something else. */
                "title[ne]"?: string;
                /** @description `title` is one of these, separated by commas. */
                "title[in]"?: string[];
                /** @description `kind` equals this. */
                kind?: "raw" | "finished";
                /** @description `kind` is something else. */
                "kind[ne]"?: "raw" | "finished";
                /** @description `kind` is one of these, separated by commas. */
                "kind[in]"?: ("raw" | "finished")[];
                /** @description `weight.value` equals this. */
                "weight.value"?: string;
                /** @description `weight.value` is something else. */
                "weight.value[ne]"?: string;
                /** @description `weight.value` is one of these, separated by commas. */
                "weight.value[in]"?: string[];
                /** @description `weight.value` is greater than this. */
                "weight.value[gt]"?: string;
                /** @description `weight.value` is at least this. */
                "weight.value[gte]"?: string;
                /** @description `weight.value` is less than this. */
                "weight.value[lt]"?: string;
                /** @description `weight.value` is at most this. */
                "weight.value[lte]"?: string;
                /** @description `weight.unit` equals this. */
                "weight.unit"?: string;
                /** @description `weight.unit` is something else. */
                "weight.unit[ne]"?: string;
                /** @description `weight.unit` is one of these, separated by commas. */
                "weight.unit[in]"?: string[];
                /** @description `price.amount` equals this. */
                "price.amount"?: string;
                /** @description `price.amount` is something else. */
                "price.amount[ne]"?: string;
                /** @description `price.amount` is one of these, separated by commas. */
                "price.amount[in]"?: string[];
                /** @description `price.amount` is greater than this. */
                "price.amount[gt]"?: string;
                /** @description `price.amount` is at least this. */
                "price.amount[gte]"?: string;
                /** @description `price.amount` is less than this. */
                "price.amount[lt]"?: string;
                /** @description `price.amount` is at most this. */
                "price.amount[lte]"?: string;
                /** @description `true`: `price.amount` has no value; `false`: it has one. */
                "price.amount[null]"?: boolean;
                /** @description `price.currency` equals this. */
                "price.currency"?: string;
                /** @description `price.currency` is something else. */
                "price.currency[ne]"?: string;
                /** @description `price.currency` is one of these, separated by commas. */
                "price.currency[in]"?: string[];
                /** @description `size.length` equals this. */
                "size.length"?: number;
                /** @description `size.length` is something else. */
                "size.length[ne]"?: number;
                /** @description `size.length` is one of these, separated by commas. */
                "size.length[in]"?: number[];
                /** @description `size.length` is greater than this. */
                "size.length[gt]"?: number;
                /** @description `size.length` is at least this. */
                "size.length[gte]"?: number;
                /** @description `size.length` is less than this. */
                "size.length[lt]"?: number;
                /** @description `size.length` is at most this. */
                "size.length[lte]"?: number;
                /** @description `size.width` equals this. */
                "size.width"?: number;
                /** @description `size.width` is something else. */
                "size.width[ne]"?: number;
                /** @description `size.width` is one of these, separated by commas. */
                "size.width[in]"?: number[];
                /** @description `size.width` is greater than this. */
                "size.width[gt]"?: number;
                /** @description `size.width` is at least this. */
                "size.width[gte]"?: number;
                /** @description `size.width` is less than this. */
                "size.width[lt]"?: number;
                /** @description `size.width` is at most this. */
                "size.width[lte]"?: number;
                /** @description `true`: `size.width` has no value; `false`: it has one. */
                "size.width[null]"?: boolean;
                /** @description `size.checkedBy` equals this. */
                "size.checkedBy"?: string;
                /** @description `size.checkedBy` is something else. */
                "size.checkedBy[ne]"?: string;
                /** @description `size.checkedBy` is one of these, separated by commas. */
                "size.checkedBy[in]"?: string[];
                /** @description `true`: `size.checkedBy` has no value; `false`: it has one. */
                "size.checkedBy[null]"?: boolean;
                /** @description `revision` equals this. */
                revision?: number;
                /** @description `revision` is something else. */
                "revision[ne]"?: number;
                /** @description `revision` is one of these, separated by commas. */
                "revision[in]"?: number[];
                /** @description `revision` is greater than this. */
                "revision[gt]"?: number;
                /** @description `revision` is at least this. */
                "revision[gte]"?: number;
                /** @description `revision` is less than this. */
                "revision[lt]"?: number;
                /** @description `revision` is at most this. */
                "revision[lte]"?: number;
                /** @description `createdAt` equals this. */
                createdAt?: string;
                /** @description `createdAt` is something else. */
                "createdAt[ne]"?: string;
                /** @description `createdAt` is one of these, separated by commas. */
                "createdAt[in]"?: string[];
                /** @description `createdAt` is greater than this. */
                "createdAt[gt]"?: string;
                /** @description `createdAt` is at least this. */
                "createdAt[gte]"?: string;
                /** @description `createdAt` is less than this. */
                "createdAt[lt]"?: string;
                /** @description `createdAt` is at most this. */
                "createdAt[lte]"?: string;
                /** @description `updatedAt` equals this. */
                updatedAt?: string;
                /** @description `updatedAt` is something else. */
                "updatedAt[ne]"?: string;
                /** @description `updatedAt` is one of these, separated by commas. */
                "updatedAt[in]"?: string[];
                /** @description `updatedAt` is greater than this. */
                "updatedAt[gt]"?: string;
                /** @description `updatedAt` is at least this. */
                "updatedAt[gte]"?: string;
                /** @description `updatedAt` is less than this. */
                "updatedAt[lt]"?: string;
                /** @description `updatedAt` is at most this. */
                "updatedAt[lte]"?: string;
                /** @description One field; with `-` before it the greatest first. Records without a value come last, and the key breaks ties. */
                sort?: "id" | "-id" | "title" | "-title" | "kind" | "-kind" | "weight.value" | "-weight.value" | "weight.unit" | "-weight.unit" | "price.amount" | "-price.amount" | "price.currency" | "-price.currency" | "size.length" | "-size.length" | "size.width" | "-size.width" | "size.checkedBy" | "-size.checkedBy" | "revision" | "-revision" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt";
                /** @description Fields to show, separated by commas; without it all. */
                fields?: ("id" | "title" | "kind" | "weight" | "price" | "tags" | "attributes" | "drawing" | "extra" | "size" | "externalRefs" | "revision" | "createdAt" | "updatedAt")[];
                /** @description Records a page. */
                limit?: components["parameters"]["limit"];
                /** @description Where the next page begins: `next` of the page before. Bound to the filter, the sort and the caller. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /**
                 * @description `count=exact`: say how many records the list has in all (RFC 7240).
                 * @example count=exact
                 */
                Prefer?: components["parameters"]["preferCount"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; asked for as CSV or NDJSON the whole list, streamed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Part"][];
                        /** @description The cursor of the next page; absent on the last one. */
                        next?: string;
                        /** @description How many records there are in all, where `Prefer: count=exact` asked for it. */
                        count?: number;
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createPart: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "P-1042",
                 *       "title": "Pump housing",
                 *       "kind": "raw",
                 *       "price": {
                 *         "amount": "12.50",
                 *         "currency": "EUR"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PartCreate"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Part"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getPart: {
        parameters: {
            query?: {
                /** @description Fields to show, separated by commas; without it all. */
                fields?: ("id" | "title" | "kind" | "weight" | "price" | "tags" | "attributes" | "drawing" | "extra" | "size" | "externalRefs" | "revision" | "createdAt" | "updatedAt")[];
            };
            header?: {
                /**
                 * @description Answer 304 without a body where this entity tag is still the record’s (RFC 9110, 13.1.2).
                 * @example "3-a1"
                 */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path: {
                /**
                 * @description The record’s key, its field `id`.
                 * @example P-1042
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Part"];
                };
            };
            /** @description The caller has this revision already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replacePart: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description `*`: create the record, never replace one that is there; then 412.
                 * @example *
                 */
                "If-None-Match"?: components["parameters"]["createOnly"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description The record’s key, its field `id`.
                 * @example P-1042
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Pump housing",
                 *       "kind": "raw",
                 *       "price": {
                 *         "amount": "12.50",
                 *         "currency": "EUR"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PartReplace"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Part"];
                };
            };
            /** @description The record was created. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Part"];
                };
            };
            /** @description Done; the record was not asked for. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    deletePart: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description The record’s key, its field `id`.
                 * @example P-1042
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    updatePart: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description The record’s key, its field `id`.
                 * @example P-1042
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Pump housing"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["PartPatch"];
                /**
                 * @example [
                 *       {
                 *         "op": "replace",
                 *         "path": "/title",
                 *         "value": "Pump housing"
                 *       }
                 *     ]
                 */
                "application/json-patch+json": components["schemas"]["JsonPatch"];
                /**
                 * @example {
                 *       "title": "Pump housing"
                 *     }
                 */
                "application/json": components["schemas"]["PartPatch"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Part"];
                };
            };
            /** @description Done; the record was not asked for. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description `id` equals this. */
                id?: string;
                /** @description `id` is something else. */
                "id[ne]"?: string;
                /** @description `id` is one of these, separated by commas. */
                "id[in]"?: string[];
                /** @description `part` equals this. */
                part?: string;
                /** @description `part` is something else. */
                "part[ne]"?: string;
                /** @description `part` is one of these, separated by commas. */
                "part[in]"?: string[];
                /** @description `customer` equals this. */
                customer?: string;
                /** @description `customer` is something else. */
                "customer[ne]"?: string;
                /** @description `customer` is one of these, separated by commas. */
                "customer[in]"?: string[];
                /** @description `true`: `customer` has no value; `false`: it has one. */
                "customer[null]"?: boolean;
                /** @description `quantity` equals this. */
                quantity?: string;
                /** @description `quantity` is something else. */
                "quantity[ne]"?: string;
                /** @description `quantity` is one of these, separated by commas. */
                "quantity[in]"?: string[];
                /** @description `quantity` is greater than this. */
                "quantity[gt]"?: string;
                /** @description `quantity` is at least this. */
                "quantity[gte]"?: string;
                /** @description `quantity` is less than this. */
                "quantity[lt]"?: string;
                /** @description `quantity` is at most this. */
                "quantity[lte]"?: string;
                /** @description `due` equals this. */
                due?: string;
                /** @description `due` is something else. */
                "due[ne]"?: string;
                /** @description `due` is one of these, separated by commas. */
                "due[in]"?: string[];
                /** @description `due` is greater than this. */
                "due[gt]"?: string;
                /** @description `due` is at least this. */
                "due[gte]"?: string;
                /** @description `due` is less than this. */
                "due[lt]"?: string;
                /** @description `due` is at most this. */
                "due[lte]"?: string;
                /** @description `shiftStart` equals this. */
                shiftStart?: string;
                /** @description `shiftStart` is something else. */
                "shiftStart[ne]"?: string;
                /** @description `shiftStart` is one of these, separated by commas. */
                "shiftStart[in]"?: string[];
                /** @description `shiftStart` is greater than this. */
                "shiftStart[gt]"?: string;
                /** @description `shiftStart` is at least this. */
                "shiftStart[gte]"?: string;
                /** @description `shiftStart` is less than this. */
                "shiftStart[lt]"?: string;
                /** @description `shiftStart` is at most this. */
                "shiftStart[lte]"?: string;
                /** @description `true`: `shiftStart` has no value; `false`: it has one. */
                "shiftStart[null]"?: boolean;
                /** @description `cycle` equals this. */
                cycle?: string;
                /** @description `cycle` is something else. */
                "cycle[ne]"?: string;
                /** @description `cycle` is one of these, separated by commas. */
                "cycle[in]"?: string[];
                /** @description `true`: `cycle` has no value; `false`: it has one. */
                "cycle[null]"?: boolean;
                /** @description `line` equals this. */
                line?: string;
                /** @description `line` is something else. */
                "line[ne]"?: string;
                /** @description `line` is one of these, separated by commas. */
                "line[in]"?: string[];
                /** @description `true`: `line` has no value; `false`: it has one. */
                "line[null]"?: boolean;
                /** @description `priority` equals this. */
                priority?: number;
                /** @description `priority` is something else. */
                "priority[ne]"?: number;
                /** @description `priority` is one of these, separated by commas. */
                "priority[in]"?: number[];
                /** @description `priority` is greater than this. */
                "priority[gt]"?: number;
                /** @description `priority` is at least this. */
                "priority[gte]"?: number;
                /** @description `priority` is less than this. */
                "priority[lt]"?: number;
                /** @description `priority` is at most this. */
                "priority[lte]"?: number;
                /** @description `urgent` equals this. */
                urgent?: boolean;
                /** @description `urgent` is something else. */
                "urgent[ne]"?: boolean;
                /** @description `urgent` is one of these, separated by commas. */
                "urgent[in]"?: boolean[];
                /** @description `true`: `urgent` has no value; `false`: it has one. */
                "urgent[null]"?: boolean;
                /** @description `startedAt` equals this. */
                startedAt?: string;
                /** @description `startedAt` is something else. */
                "startedAt[ne]"?: string;
                /** @description `startedAt` is one of these, separated by commas. */
                "startedAt[in]"?: string[];
                /** @description `startedAt` is greater than this. */
                "startedAt[gt]"?: string;
                /** @description `startedAt` is at least this. */
                "startedAt[gte]"?: string;
                /** @description `startedAt` is less than this. */
                "startedAt[lt]"?: string;
                /** @description `startedAt` is at most this. */
                "startedAt[lte]"?: string;
                /** @description `true`: `startedAt` has no value; `false`: it has one. */
                "startedAt[null]"?: boolean;
                /** @description `state` equals this. */
                state?: "Released" | "Ready" | "Running" | "Done";
                /** @description `state` is something else. */
                "state[ne]"?: "Released" | "Ready" | "Running" | "Done";
                /** @description `state` is one of these, separated by commas. */
                "state[in]"?: ("Released" | "Ready" | "Running" | "Done")[];
                /** @description `revision` equals this. */
                revision?: number;
                /** @description `revision` is something else. */
                "revision[ne]"?: number;
                /** @description `revision` is one of these, separated by commas. */
                "revision[in]"?: number[];
                /** @description `revision` is greater than this. */
                "revision[gt]"?: number;
                /** @description `revision` is at least this. */
                "revision[gte]"?: number;
                /** @description `revision` is less than this. */
                "revision[lt]"?: number;
                /** @description `revision` is at most this. */
                "revision[lte]"?: number;
                /** @description `createdAt` equals this. */
                createdAt?: string;
                /** @description `createdAt` is something else. */
                "createdAt[ne]"?: string;
                /** @description `createdAt` is one of these, separated by commas. */
                "createdAt[in]"?: string[];
                /** @description `createdAt` is greater than this. */
                "createdAt[gt]"?: string;
                /** @description `createdAt` is at least this. */
                "createdAt[gte]"?: string;
                /** @description `createdAt` is less than this. */
                "createdAt[lt]"?: string;
                /** @description `createdAt` is at most this. */
                "createdAt[lte]"?: string;
                /** @description `updatedAt` equals this. */
                updatedAt?: string;
                /** @description `updatedAt` is something else. */
                "updatedAt[ne]"?: string;
                /** @description `updatedAt` is one of these, separated by commas. */
                "updatedAt[in]"?: string[];
                /** @description `updatedAt` is greater than this. */
                "updatedAt[gt]"?: string;
                /** @description `updatedAt` is at least this. */
                "updatedAt[gte]"?: string;
                /** @description `updatedAt` is less than this. */
                "updatedAt[lt]"?: string;
                /** @description `updatedAt` is at most this. */
                "updatedAt[lte]"?: string;
                /** @description One field; with `-` before it the greatest first. Records without a value come last, and the key breaks ties. */
                sort?: "id" | "-id" | "part" | "-part" | "customer" | "-customer" | "quantity" | "-quantity" | "due" | "-due" | "shiftStart" | "-shiftStart" | "line" | "-line" | "priority" | "-priority" | "urgent" | "-urgent" | "startedAt" | "-startedAt" | "state" | "-state" | "revision" | "-revision" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt";
                /** @description Fields to show, separated by commas; without it all. */
                fields?: ("id" | "part" | "customer" | "quantity" | "due" | "shiftStart" | "handover" | "cycle" | "line" | "priority" | "urgent" | "startedAt" | "state" | "revision" | "createdAt" | "updatedAt")[];
                /** @description What to show along with it, as dotted paths separated by commas, such as `part`. */
                include?: string[];
                /** @description Records a page. */
                limit?: components["parameters"]["limit"];
                /** @description Where the next page begins: `next` of the page before. Bound to the filter, the sort and the caller. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /**
                 * @description `count=exact`: say how many records the list has in all (RFC 7240).
                 * @example count=exact
                 */
                Prefer?: components["parameters"]["preferCount"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; asked for as CSV or NDJSON the whole list, streamed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Order"][];
                        /** @description The cursor of the next page; absent on the last one. */
                        next?: string;
                        /** @description How many records there are in all, where `Prefer: count=exact` asked for it. */
                        count?: number;
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. Without it 400.
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key": components["parameters"]["idempotencyKeyRequired"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "PO-0001",
                 *       "part": "P-1042",
                 *       "customer": "C0007",
                 *       "quantity": "1",
                 *       "due": "2026-03-02T06:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["OrderCreate"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /**
             * @description The call does not fit what is there now. By `code`: `conflict`, `already-exists`, `unique-violation`, `transition-not-allowed`, `referenced`, `idempotency-in-flight`, `outcome-unknown`.
             *
             *     `line-busy`: The line already runs another order.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LineBusyProblem"] | ({
                        /** @enum {string} */
                        code: "conflict" | "already-exists" | "unique-violation" | "transition-not-allowed" | "referenced" | "idempotency-in-flight" | "outcome-unknown";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getOrder: {
        parameters: {
            query?: {
                /** @description Fields to show, separated by commas; without it all. */
                fields?: ("id" | "part" | "customer" | "quantity" | "due" | "shiftStart" | "handover" | "cycle" | "line" | "priority" | "urgent" | "startedAt" | "state" | "revision" | "createdAt" | "updatedAt")[];
                /** @description What to show along with it, as dotted paths separated by commas, such as `part`. */
                include?: string[];
            };
            header?: {
                /**
                 * @description Answer 304 without a body where this entity tag is still the record’s (RFC 9110, 13.1.2).
                 * @example "3-a1"
                 */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The caller has this revision already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replaceOrder: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description `*`: create the record, never replace one that is there; then 412.
                 * @example *
                 */
                "If-None-Match"?: components["parameters"]["createOnly"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "part": "P-1042",
                 *       "customer": "C0007",
                 *       "quantity": "1",
                 *       "due": "2026-03-02T06:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["OrderReplace"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The record was created. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Done; the record was not asked for. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /**
             * @description The call does not fit what is there now. By `code`: `conflict`, `already-exists`, `unique-violation`, `transition-not-allowed`, `referenced`, `idempotency-in-flight`, `outcome-unknown`.
             *
             *     `line-busy`: The line already runs another order.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LineBusyProblem"] | ({
                        /** @enum {string} */
                        code: "conflict" | "already-exists" | "unique-violation" | "transition-not-allowed" | "referenced" | "idempotency-in-flight" | "outcome-unknown";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    deleteOrder: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    updateOrder: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "part": "P-1042"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["OrderPatch"];
                /**
                 * @example [
                 *       {
                 *         "op": "replace",
                 *         "path": "/part",
                 *         "value": "P-1042"
                 *       }
                 *     ]
                 */
                "application/json-patch+json": components["schemas"]["JsonPatch"];
                /**
                 * @example {
                 *       "part": "P-1042"
                 *     }
                 */
                "application/json": components["schemas"]["OrderPatch"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Done; the record was not asked for. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /**
             * @description The call does not fit what is there now. By `code`: `conflict`, `already-exists`, `unique-violation`, `transition-not-allowed`, `referenced`, `idempotency-in-flight`, `outcome-unknown`.
             *
             *     `line-busy`: The line already runs another order.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LineBusyProblem"] | ({
                        /** @enum {string} */
                        code: "conflict" | "already-exists" | "unique-violation" | "transition-not-allowed" | "referenced" | "idempotency-in-flight" | "outcome-unknown";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    prepareOrder: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. Without it 400.
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key": components["parameters"]["idempotencyKeyRequired"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /**
             * @description The call does not fit what is there now. By `code`: `conflict`, `already-exists`, `unique-violation`, `transition-not-allowed`, `referenced`, `idempotency-in-flight`, `outcome-unknown`.
             *
             *     `line-busy`: The line already runs another order.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LineBusyProblem"] | ({
                        /** @enum {string} */
                        code: "conflict" | "already-exists" | "unique-violation" | "transition-not-allowed" | "referenced" | "idempotency-in-flight" | "outcome-unknown";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    startOrder: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. Without it 400.
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key": components["parameters"]["idempotencyKeyRequired"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "line": "L3"
                 *     }
                 */
                "application/json": components["schemas"]["OrderStartInput"];
            };
        };
        responses: {
            /** @description What the command answers. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderStartOutput"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            /**
             * @description The caller may not do this. By `code`: `forbidden`, `insufficient-scope`, `address-not-allowed`.
             *
             *     `wrong-shift`: Only the running shift may do this.
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongShiftProblem"] | ({
                        /** @enum {string} */
                        code: "forbidden" | "insufficient-scope" | "address-not-allowed";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            /**
             * @description There is no such thing, or the caller may not know of it. By `code`: `not-found`.
             *
             *     `no-tool`: The tool is not here.
             */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoToolProblem"] | ({
                        /** @enum {string} */
                        code: "not-found";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /**
             * @description The call does not fit what is there now. By `code`: `conflict`, `already-exists`, `unique-violation`, `transition-not-allowed`, `referenced`, `idempotency-in-flight`, `outcome-unknown`.
             *
             *     `line-busy`: The line already runs another order.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LineBusyProblem"] | ({
                        /** @enum {string} */
                        code: "conflict" | "already-exists" | "unique-violation" | "transition-not-allowed" | "referenced" | "idempotency-in-flight" | "outcome-unknown";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            /**
             * @description The service cannot do this now. By `code`: `unavailable`.
             *
             *     `no-stock`: There is not enough of it.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoStockProblem"] | ({
                        /** @enum {string} */
                        code: "unavailable";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            507: components["responses"]["InsufficientStorage"];
        };
    };
    finishOrder: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. Without it 400.
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key": components["parameters"]["idempotencyKeyRequired"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /**
             * @description The call does not fit what is there now. By `code`: `conflict`, `already-exists`, `unique-violation`, `transition-not-allowed`, `referenced`, `idempotency-in-flight`, `outcome-unknown`.
             *
             *     `line-busy`: The line already runs another order.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LineBusyProblem"] | ({
                        /** @enum {string} */
                        code: "conflict" | "already-exists" | "unique-violation" | "transition-not-allowed" | "referenced" | "idempotency-in-flight" | "outcome-unknown";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    annotateOrder: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. Without it 400.
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key": components["parameters"]["idempotencyKeyRequired"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["OrderAnnotateInput"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /**
             * @description The call does not fit what is there now. By `code`: `conflict`, `already-exists`, `unique-violation`, `transition-not-allowed`, `referenced`, `idempotency-in-flight`, `outcome-unknown`.
             *
             *     `line-busy`: The line already runs another order.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LineBusyProblem"] | ({
                        /** @enum {string} */
                        code: "conflict" | "already-exists" | "unique-violation" | "transition-not-allowed" | "referenced" | "idempotency-in-flight" | "outcome-unknown";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listSteps: {
        parameters: {
            query?: {
                /** @description `id` equals this. */
                id?: string;
                /** @description `id` is something else. */
                "id[ne]"?: string;
                /** @description `id` is one of these, separated by commas. */
                "id[in]"?: string[];
                /** @description `order` equals this. */
                order?: string;
                /** @description `order` is something else. */
                "order[ne]"?: string;
                /** @description `order` is one of these, separated by commas. */
                "order[in]"?: string[];
                /** @description `number` equals this. */
                number?: number;
                /** @description `number` is something else. */
                "number[ne]"?: number;
                /** @description `number` is one of these, separated by commas. */
                "number[in]"?: number[];
                /** @description `number` is greater than this. */
                "number[gt]"?: number;
                /** @description `number` is at least this. */
                "number[gte]"?: number;
                /** @description `number` is less than this. */
                "number[lt]"?: number;
                /** @description `number` is at most this. */
                "number[lte]"?: number;
                /** @description `work` equals this. */
                work?: string;
                /** @description `work` is something else. */
                "work[ne]"?: string;
                /** @description `work` is one of these, separated by commas. */
                "work[in]"?: string[];
                /** @description `revision` equals this. */
                revision?: number;
                /** @description `revision` is something else. */
                "revision[ne]"?: number;
                /** @description `revision` is one of these, separated by commas. */
                "revision[in]"?: number[];
                /** @description `revision` is greater than this. */
                "revision[gt]"?: number;
                /** @description `revision` is at least this. */
                "revision[gte]"?: number;
                /** @description `revision` is less than this. */
                "revision[lt]"?: number;
                /** @description `revision` is at most this. */
                "revision[lte]"?: number;
                /** @description `createdAt` equals this. */
                createdAt?: string;
                /** @description `createdAt` is something else. */
                "createdAt[ne]"?: string;
                /** @description `createdAt` is one of these, separated by commas. */
                "createdAt[in]"?: string[];
                /** @description `createdAt` is greater than this. */
                "createdAt[gt]"?: string;
                /** @description `createdAt` is at least this. */
                "createdAt[gte]"?: string;
                /** @description `createdAt` is less than this. */
                "createdAt[lt]"?: string;
                /** @description `createdAt` is at most this. */
                "createdAt[lte]"?: string;
                /** @description `updatedAt` equals this. */
                updatedAt?: string;
                /** @description `updatedAt` is something else. */
                "updatedAt[ne]"?: string;
                /** @description `updatedAt` is one of these, separated by commas. */
                "updatedAt[in]"?: string[];
                /** @description `updatedAt` is greater than this. */
                "updatedAt[gt]"?: string;
                /** @description `updatedAt` is at least this. */
                "updatedAt[gte]"?: string;
                /** @description `updatedAt` is less than this. */
                "updatedAt[lt]"?: string;
                /** @description `updatedAt` is at most this. */
                "updatedAt[lte]"?: string;
                /** @description One field; with `-` before it the greatest first. Records without a value come last, and the key breaks ties. */
                sort?: "id" | "-id" | "order" | "-order" | "number" | "-number" | "work" | "-work" | "revision" | "-revision" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt";
                /** @description Fields to show, separated by commas; without it all. */
                fields?: ("id" | "order" | "number" | "work" | "revision" | "createdAt" | "updatedAt")[];
                /** @description What to show along with it, as dotted paths separated by commas, such as `order`. */
                include?: string[];
                /** @description Records a page. */
                limit?: components["parameters"]["limit"];
                /** @description Where the next page begins: `next` of the page before. Bound to the filter, the sort and the caller. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /**
                 * @description `count=exact`: say how many records the list has in all (RFC 7240).
                 * @example count=exact
                 */
                Prefer?: components["parameters"]["preferCount"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; asked for as CSV or NDJSON the whole list, streamed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Step"][];
                        /** @description The cursor of the next page; absent on the last one. */
                        next?: string;
                        /** @description How many records there are in all, where `Prefer: count=exact` asked for it. */
                        count?: number;
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createStep: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "order": "PO-0001",
                 *       "number": 1,
                 *       "work": "text"
                 *     }
                 */
                "application/json": components["schemas"]["StepCreate"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Step"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getStep: {
        parameters: {
            query?: {
                /** @description Fields to show, separated by commas; without it all. */
                fields?: ("id" | "order" | "number" | "work" | "revision" | "createdAt" | "updatedAt")[];
                /** @description What to show along with it, as dotted paths separated by commas, such as `order`. */
                include?: string[];
            };
            header?: {
                /**
                 * @description Answer 304 without a body where this entity tag is still the record’s (RFC 9110, 13.1.2).
                 * @example "3-a1"
                 */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path: {
                /**
                 * @description The record’s key, its field `id`.
                 * @example 01941f29-7c00-7a5e-8c3d-6f2b1a9e0d47
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Step"];
                };
            };
            /** @description The caller has this revision already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replaceStep: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description The record’s key, its field `id`.
                 * @example 01941f29-7c00-7a5e-8c3d-6f2b1a9e0d47
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "order": "PO-0001",
                 *       "number": 1,
                 *       "work": "text"
                 *     }
                 */
                "application/json": components["schemas"]["StepReplace"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Step"];
                };
            };
            /** @description Done; the record was not asked for. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    updateStep: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).
                 * @example "3-a1"
                 */
                "If-Match"?: components["parameters"]["ifMatch"];
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description `return=minimal`: answer without the record (RFC 7240, 4.2).
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["preferMinimal"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path: {
                /**
                 * @description The record’s key, its field `id`.
                 * @example 01941f29-7c00-7a5e-8c3d-6f2b1a9e0d47
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "order": "PO-0001"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["StepPatch"];
                /**
                 * @example [
                 *       {
                 *         "op": "replace",
                 *         "path": "/order",
                 *         "value": "PO-0001"
                 *       }
                 *     ]
                 */
                "application/json-patch+json": components["schemas"]["JsonPatch"];
                /**
                 * @example {
                 *       "order": "PO-0001"
                 *     }
                 */
                "application/json": components["schemas"]["StepPatch"];
            };
        };
        responses: {
            /** @description The record as it now is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Step"];
                };
            };
            /** @description Done; the record was not asked for. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getCheckStock: {
        parameters: {
            query: {
                /**
                 * @description `part` of the input.
                 * @example P-1042
                 */
                part: string;
                /**
                 * @description `places` of the input.
                 * @example [
                 *       "text"
                 *     ]
                 */
                places?: string[];
                /**
                 * @description `onlyFree` of the input.
                 * @example true
                 */
                onlyFree?: boolean;
            };
            header?: {
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the operation answers. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckStockOutput"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            /**
             * @description The service cannot do this now. By `code`: `unavailable`.
             *
             *     `no-stock`: There is not enough of it.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoStockProblem"] | ({
                        /** @enum {string} */
                        code: "unavailable";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
        };
    };
    checkStock: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "part": "P-1042"
                 *     }
                 */
                "application/json": components["schemas"]["CheckStockInput"];
            };
        };
        responses: {
            /** @description What the operation answers. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckStockOutput"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            /**
             * @description The service cannot do this now. By `code`: `unavailable`.
             *
             *     `no-stock`: There is not enough of it.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoStockProblem"] | ({
                        /** @enum {string} */
                        code: "unavailable";
                    } & WithRequired<components["schemas"]["Problem"], "code">);
                };
            };
        };
    };
    planMix: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "orders": [
                 *         {
                 *           "id": "PO-0001"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PlanMixInput"];
            };
        };
        responses: {
            /** @description What the operation answers. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanMixOutput"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /**
             * @description The input does not fit the contract, or the idempotency key was used with another request. By `code`: `invalid`, `idempotency-key-reused`.
             *
             *     `bad-mix`: These cannot be made together.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BadMixProblem"] | ({
                        /** @enum {string} */
                        code: "invalid" | "idempotency-key-reused";
                    } & components["schemas"]["InvalidProblem"]);
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeShift: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. Without it 400.
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key": components["parameters"]["idempotencyKeyRequired"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "line": "L3"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeShiftInput"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getOrderView: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
            };
            path: {
                /**
                 * @description Order number; leading zeros belong to it.
                 * @example PO-0001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record with its surroundings. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    batch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).
                 * @example "8e03978e-40d5-43dd-bc93-6894a57f9324"
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /**
                 * @description W3C Trace Context: passed on to whatever this call causes.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["traceparent"];
                /**
                 * @description W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.
                 * @example busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A
                 */
                baggage?: components["parameters"]["baggage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description What became of each call, in order. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. Or the batch as a whole: The request cannot be read or used. By `code`: `malformed`, `invalid-filter`, `invalid-cursor`, `undeclared-list`, `id-mismatch`, `idempotency-key-missing`, `idempotency-key-invalid`. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                    "application/problem+json": {
                        /** @enum {string} */
                        code: "malformed" | "invalid-filter" | "invalid-cursor" | "undeclared-list" | "id-mismatch" | "idempotency-key-missing" | "idempotency-key-invalid";
                    } & components["schemas"]["InvalidProblem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. Or the batch as a whole: The input does not fit the contract, or the idempotency key was used with another request. By `code`: `invalid`, `idempotency-key-reused`. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                    "application/problem+json": {
                        /** @enum {string} */
                        code: "invalid" | "idempotency-key-reused";
                    } & components["schemas"]["InvalidProblem"];
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. Or the batch as a whole: A limit is reached. By `code`: `rate-limited`, `quota-exceeded`, `too-many-concurrent`. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                    "application/problem+json": {
                        /** @enum {string} */
                        code: "rate-limited" | "quota-exceeded" | "too-many-concurrent";
                    } & WithRequired<components["schemas"]["Problem"], "code">;
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. Or the batch as a whole: Something went wrong on our side. By `code`: `internal`. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                    "application/problem+json": {
                        /** @enum {string} */
                        code: "internal";
                    } & WithRequired<components["schemas"]["Problem"], "code">;
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. Or the batch as a whole: The service cannot do this now. By `code`: `unavailable`. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                    "application/problem+json": {
                        /** @enum {string} */
                        code: "unavailable";
                    } & WithRequired<components["schemas"]["Problem"], "code">;
                };
            };
            /** @description An atomic batch that was stopped by one of its calls, so that none took effect. */
            507: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
