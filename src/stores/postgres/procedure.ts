import { createHash } from 'node:crypto'
import { columnName, literal, namesIn, quote } from './name.ts'

/** What a commit procedure depends on: the tables and their index columns, in the order in which batches number them. */
export interface Shape {
  readonly table: string
  readonly columns: readonly string[]
  readonly form?: string
}

export interface CommitProcedure {
  /** Follows from the text alone: two processes with the same contract share one, others do not meet. */
  readonly name: string
  /** `create procedure …` */
  readonly sql: string
  /** `call …($1, …)`: answers one row, `Verdict`. */
  readonly call: string
}

/** What the procedure answers. Ordinals count from 1 within the array that they are about. */
export interface Verdict {
  /** Offset of the last event before the batch. */
  readonly base: number
  /** Numbers of the change sets whose answer is taken. */
  readonly answers: readonly number[] | null
  /** Ordinals of the expectations that do not hold. */
  readonly revisions: readonly number[] | null
  /** Ordinals of the unique values that another record holds, and those records' keys. */
  readonly uniques: readonly number[] | null
  /** JSON: an array of strings. */
  readonly holders: string | null
}

/** SQLSTATE of a call by a process whose tables were changed by another one since it started. */
export const OUTDATED = 'BB001'

/**
 * Arrays of a batch, in the order of the parameters. `s` is the number of the change set, from 1; `t` the number of the
 * table, from 1.
 */
const PARAMETERS = [
  ['change_sets', 'int'],
  // Change sets that must not be written whatever the checks say.
  ['doomed', 'int[]'],
  // Which tables are read and written at all.
  ['x_tables', 'int[]'],
  ['w_tables', 'int[]'],
  ['d_tables', 'int[]'],
  // Expected revisions, of what is read and what is written. `last`: what a deleted record of this key must have left; null: not looked at.
  ['x_s', 'int[]'],
  ['x_t', 'int[]'],
  ['x_key', 'text[]'],
  ['x_revision', 'bigint[]'],
  ['x_last', 'bigint[]'],
  // Records that are there afterwards. `at`: where their index columns start in `w_columns`, from 0.
  ['w_s', 'int[]'],
  ['w_t', 'int[]'],
  ['w_key', 'text[]'],
  ['w_revision', 'bigint[]'],
  ['w_body', 'text[]'],
  ['w_at', 'int[]'],
  ['w_columns', 'text[]'],
  // Records that are not.
  ['d_s', 'int[]'],
  ['d_t', 'int[]'],
  ['d_key', 'text[]'],
  ['d_revision', 'bigint[]'],
  // Records that are there again.
  ['z_s', 'int[]'],
  ['z_t', 'int[]'],
  ['z_key', 'text[]'],
  // Unique values given up, and held afterwards.
  ['r_s', 'int[]'],
  ['r_rule', 'text[]'],
  ['r_value', 'text[]'],
  ['r_t', 'int[]'],
  ['r_key', 'text[]'],
  ['h_s', 'int[]'],
  ['h_rule', 'text[]'],
  ['h_value', 'text[]'],
  ['h_t', 'int[]'],
  ['h_key', 'text[]'],
  ['a_s', 'int[]'],
  ['a_id', 'text[]'],
  ['a_request', 'text[]'],
  ['a_state', 'text[]'],
  ['a_token', 'text[]'],
  ['a_until', 'bigint[]'],
  ['a_outcome', 'text[]'],
  ['a_replaces', 'text[]'],
  ['a_now', 'bigint[]'],
  ['e_s', 'int[]'],
  ['e_id', 'text[]'],
  ['e_type', 'text[]'],
  ['e_table', 'text[]'],
  ['e_key', 'text[]'],
  ['e_at', 'bigint[]'],
  ['e_body', 'text[]'],
  ['u_s', 'int[]'],
  ['u_at', 'bigint[]'],
  ['u_header', 'text[]'],
  ['u_payload', 'text[]'],
  ['u_salt', 'text[]'],
] as const

export type ParameterName = (typeof PARAMETERS)[number][0]

/** The values of a batch in the order of the parameters. */
export function parameters(batch: { readonly [P in ParameterName]: Buffer | number }): (Buffer | number)[] {
  return PARAMETERS.map(([name]) => batch[name])
}

/**
 * The commit lane's one statement, for these tables. It is a procedure, and commits itself before it answers: a
 * connection that stalls between `Execute` and `Sync`, or a client that does not read, would otherwise hold the lock
 * that everyone waits for. Its statements are static, so that they are planned once in a session.
 *
 * The row in `head` is only locked, not written: a row written by each batch grows a chain of dead versions as long as
 * some dump keeps its snapshot, and every batch would walk it. Where offsets and chain stand, their last rows say.
 */
export function commitProcedure(schema: string, shapes: readonly Shape[]): CommitProcedure {
  const names = namesIn(schema)
  const kept = '(clean or keeps[w.s])'

  const checks = shapes.map(
    ({ table }, i) => `
  if ${i + 1} = any(x_tables) then
    select array_agg(w.o::int) into failing
      from unnest(x_s, x_t, x_key, x_revision) with ordinality w(s, t, key, revision, o)
      left join ${names.records(table)} r on r.key = w.key
      where w.t = ${i + 1} and coalesce(r.revision, 0) <> w.revision;
    revisions := revisions || failing;
  end if;`,
  )
  const writes = shapes.map(({ table, columns }, i) => {
    const all = columns.map((c) => quote(columnName(c)))
    return `
  if ${i + 1} = any(w_tables) then
    insert into ${names.records(table)} as r (${['key', 'revision', 'body', ...all].join(', ')})
      select ${['w.key', 'w.revision', 'w.body', ...all.map((_, c) => `w_columns[w.at + ${c + 1}]`)].join(', ')}
      from unnest(w_s, w_t, w_key, w_revision, w_body, w_at) w(s, t, key, revision, body, at)
      where w.t = ${i + 1} and ${kept}
      on conflict (key) do update set ${['revision', 'body', ...all].map((c) => `${c} = excluded.${c}`).join(', ')};
  end if;
  if ${i + 1} = any(d_tables) then
    delete from ${names.records(table)} r using unnest(d_s, d_t, d_key) w(s, t, key)
      where w.t = ${i + 1} and r.key = w.key and ${kept};
  end if;`
  })

  // The forms are part of the text, and so of the name: who writes records of another form has another procedure.
  const body = `
-- ${shapes.map(({ form = '' }) => form).join(' ')}
declare
  tables constant text[] := array[${shapes.map(({ table }) => literal(table)).join(', ')}]::text[];
  clean boolean := true;
  keeps boolean[];
  failing int[];
  last_event bigint;
  last_audit bigint;
  hash bytea;
  valid boolean;
  next_event bigint;
  next_audit bigint;
  next_hash bytea;
  u_sequence bigint[];
  u_hash bytea[];
  i int;
begin
  select h.event, h.audit, h.hash, '@NAME@' = any(h.lanes) into last_event, last_audit, hash, valid from ${names.own('head')} h for update;
  if valid is not true then
    raise exception using errcode = '${OUTDATED}', message = 'another process changed the tables';
  end if;

  if cardinality(a_s) > 0 then
    select array_agg(w.s) into answers
      from unnest(a_s, a_id, a_replaces, a_now) w(s, id, replaces, now)
      join ${names.own('answers')} k on k.id = w.id
      where (k.state = 'done' and k.until < w.now) is not true and (k.token = w.replaces) is not true;
  end if;
  if cardinality(x_s) > 0 then${checks.join('')}
    select array_agg(w.o::int) into failing
      from unnest(x_t, x_key, x_last) with ordinality w(t, key, last, o)
      left join ${names.own('deleted')} k on k.tbl = tables[w.t] and k.key = w.key
      where w.last is not null and coalesce(k.revision, 0) <> w.last;
    revisions := revisions || failing;
  end if;
  if cardinality(h_s) > 0 then
    select array_agg(w.o::int), json_agg(k.key) into uniques, holders
      from unnest(h_s, h_rule, h_value, h_t, h_key) with ordinality w(s, rule, value, t, key, o)
      join ${names.own('uniques')} k on k.rule = w.rule and k.value = w.value
      where (k.tbl <> tables[w.t] or k.key <> w.key)
        and not exists (select from unnest(r_s, r_rule, r_value, r_t, r_key) g(s, rule, value, t, key)
          where g.s = w.s and g.rule = w.rule and g.value = w.value and tables[g.t] = k.tbl and g.key = k.key);
  end if;

  if cardinality(doomed) > 0 or answers is not null or revisions is not null or uniques is not null then
    clean := false;
    keeps := array_fill(true, array[change_sets]);
    foreach i in array doomed loop keeps[i] := false; end loop;
    if answers is not null then foreach i in array answers loop keeps[i] := false; end loop; end if;
    if revisions is not null then foreach i in array revisions loop keeps[x_s[i]] := false; end loop; end if;
    if uniques is not null then foreach i in array uniques loop keeps[h_s[i]] := false; end loop; end if;
  end if;
${writes.join('')}
  if cardinality(d_s) > 0 then
    insert into ${names.own('deleted')} (tbl, key, revision)
      select tables[w.t], w.key, w.revision from unnest(d_s, d_t, d_key, d_revision) w(s, t, key, revision) where ${kept};
  end if;
  if cardinality(z_s) > 0 then
    delete from ${names.own('deleted')} k using unnest(z_s, z_t, z_key) w(s, t, key)
      where k.tbl = tables[w.t] and k.key = w.key and ${kept};
  end if;
  if cardinality(r_s) > 0 then
    delete from ${names.own('uniques')} k using unnest(r_s, r_rule, r_value, r_t, r_key) w(s, rule, value, t, key)
      where k.rule = w.rule and k.value = w.value and k.tbl = tables[w.t] and k.key = w.key and ${kept};
  end if;
  if cardinality(h_s) > 0 then
    insert into ${names.own('uniques')} (rule, value, tbl, key)
      select w.rule, w.value, tables[w.t], w.key from unnest(h_s, h_rule, h_value, h_t, h_key) w(s, rule, value, t, key) where ${kept}
      on conflict do nothing;
  end if;
  if cardinality(a_s) > 0 then
    insert into ${names.own('answers')} (id, request, state, token, until, outcome)
      select w.id, w.request, w.state, w.token, w.until, w.outcome
      from unnest(a_s, a_id, a_request, a_state, a_token, a_until, a_outcome) w(s, id, request, state, token, until, outcome) where ${kept}
      on conflict (id) do update set request = excluded.request, state = excluded.state, token = excluded.token, until = excluded.until, outcome = excluded.outcome;
  end if;

  if cardinality(e_s) > 0 then
    select e.position into next_event from ${names.own('events')} e where e.position > last_event order by e.position desc limit 1;
    last_event := coalesce(next_event, last_event);
    insert into ${names.own('events')} (position, id, type, tbl, key, at, body)
      select last_event + row_number() over (), w.id, w.type, w.tbl, w.key, w.at, w.body
      from unnest(e_s, e_id, e_type, e_table, e_key, e_at, e_body) w(s, id, type, tbl, key, at, body) where ${kept};
  end if;
  if cardinality(u_s) > 0 then
    select u.sequence, u.hash into next_audit, next_hash from ${names.own('audit')} u where u.sequence > last_audit order by u.sequence desc limit 1;
    last_audit := coalesce(next_audit, last_audit);
    hash := coalesce(next_hash, hash);
    u_sequence := array_fill(null::bigint, array[cardinality(u_s)]);
    u_hash := array_fill(null::bytea, array[cardinality(u_s)]);
    for i in 1 .. cardinality(u_s) loop
      if clean or keeps[u_s[i]] then
        last_audit := last_audit + 1;
        hash := sha256(hash || convert_to(u_header[i], 'UTF8'));
        u_sequence[i] := last_audit;
        u_hash[i] := hash;
      end if;
    end loop;
    insert into ${names.own('audit')} (sequence, at, header, payload, salt, hash)
      select w.sequence, w.at, w.header, w.payload, w.salt, w.hash
      from unnest(u_sequence, u_at, u_header, u_payload, u_salt, u_hash) w(sequence, at, header, payload, salt, hash) where w.sequence is not null;
  end if;

  base := last_event;
  commit;
end`
  const inputs = PARAMETERS.map(([name, type]) => `in ${name} ${type}`)
  const outputs = ['base bigint', 'answers int[]', 'revisions int[]', 'uniques int[]', 'holders json']
  const name = `commit_${createHash('sha256')
    .update(inputs.join() + body)
    .digest('hex')
    .slice(0, 16)}`
  return {
    name,
    sql: `create or replace procedure ${names.own(name)}(${[...inputs, ...outputs.map((o) => `inout ${o}`)].join(', ')}) language plpgsql as $busbar$${body.replace('@NAME@', name)}\n$busbar$`,
    call: `call ${names.own(name)}(${[...PARAMETERS.map(([, type], i) => `$${i + 1}::${type}`), ...outputs.map((o) => `null::${o.split(' ')[1] ?? ''}`)].join(', ')})`,
  }
}
