export declare const TABLES: string
