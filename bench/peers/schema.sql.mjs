/** The same world as Busbar's in plain tables, as someone lays them out by hand. */
export const TABLES = `
  create table suppliers (id text primary key, name text not null, country text not null);
  create table materials (id text primary key, name text not null, unit text not null, supplier_id text not null references suppliers);
  create index on materials (supplier_id);
  create table orders (id text primary key, material_id text not null references materials, quantity numeric(12,3) not null,
    due timestamptz not null, priority integer not null, state text not null, revision integer not null, note text);
  create index on orders (material_id);
  create index on orders (state, due, id);
  create table events ("offset" bigint generated always as identity primary key, type text not null, key text not null, body json not null);
  create table audit (sequence bigint generated always as identity primary key, header text not null, payload text not null, hash text not null);
  create table answers (id text primary key, request text not null, body text not null);`
