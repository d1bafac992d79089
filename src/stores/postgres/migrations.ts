import type { Names } from './name.ts'

/**
 * Our own tables, step by step. A step is never changed once it was released: its number is what an installation
 * remembers. Each is one transaction together with that number.
 */
export const MIGRATIONS: readonly ((names: Names) => string)[] = [
  ({ own }) => `
    create table ${own('head')} (
      one boolean primary key default true check (one),
      event bigint not null default 0,
      audit bigint not null default 0,
      hash bytea not null default decode(repeat('00', 32), 'hex'),
      lanes text[] not null default '{}'
    );
    comment on table ${own('head')} is 'The lock of the commit lane. event, audit and hash count only where the last event or audit record is no longer there.';
    insert into ${own('head')} default values;

    create table ${own('layouts')} (
      tbl text collate "C" primary key,
      columns text[] not null,
      filling text[] not null default '{}',
      filled text collate "C" not null default '',
      view text
    );
    create table ${own('lanes')} (name text collate "C" primary key, shapes json not null);

    create table ${own('deleted')} (
      tbl text collate "C" not null,
      key text collate "C" not null,
      revision bigint not null,
      primary key (tbl, key)
    );
    create table ${own('uniques')} (
      rule text collate "C" not null,
      value text collate "C" not null,
      tbl text collate "C" not null,
      key text collate "C" not null,
      primary key (rule, value)
    );
    create table ${own('events')} (
      position bigint primary key,
      id text collate "C" not null,
      type text collate "C" not null,
      tbl text collate "C" not null,
      key text collate "C" not null,
      at bigint not null,
      body text collate "C" not null
    );
    create table ${own('audit')} (
      sequence bigint primary key,
      at bigint not null,
      header text collate "C" not null,
      payload text collate "C",
      salt text collate "C",
      hash bytea not null
    );
    create table ${own('answers')} (
      id text collate "C" primary key,
      request text collate "C" not null,
      state text collate "C" not null,
      token text collate "C" not null,
      until bigint not null,
      outcome text collate "C" not null
    );
    create index answers_until on ${own('answers')} (until);
    create table ${own('counters')} (
      counter text collate "C" primary key,
      total double precision not null,
      expires bigint not null
    );
    create index counters_expires on ${own('counters')} (expires);
    create table ${own('facts')} (name text collate "C" primary key, value text collate "C" not null);

    create function ${own('rewrite')}(records text, tbl_name text, names text[], keys text[], stamps text[], bodies text[], vals text[],
      r_rule text[], r_value text[], r_key text[], h_rule text[], h_value text[], h_key text[]) returns json language plpgsql as $$
    declare
      outcome json;
      sets text;
    begin
      perform from ${own('head')} for update;
      execute format('select json_agg(w.key) from unnest($1, $2) w(key, stamp) left join %s r on r.key = w.key where r.xmin::text is distinct from w.stamp', records)
        into outcome using keys, stamps;
      if outcome is not null then return json_build_object('changed', outcome); end if;
      select json_build_object('rule', k.rule, 'value', k.value, 'holder', k.key) into outcome
        from unnest(h_rule, h_value, h_key) w(rule, value, key)
        join ${own('uniques')} k on k.rule = w.rule and k.value = w.value
        where (k.tbl <> tbl_name or k.key <> w.key)
          and not exists (select from unnest(r_rule, r_value, r_key) g(rule, value, key) where g.rule = w.rule and g.value = w.value and k.tbl = tbl_name and g.key = k.key)
        limit 1;
      if outcome is not null then return json_build_object('taken', outcome); end if;
      delete from ${own('uniques')} k using unnest(r_rule, r_value, r_key) w(rule, value, key)
        where k.rule = w.rule and k.value = w.value and k.tbl = tbl_name and k.key = w.key;
      insert into ${own('uniques')} (rule, value, tbl, key)
        select w.rule, w.value, tbl_name, w.key from unnest(h_rule, h_value, h_key) w(rule, value, key) on conflict do nothing;
      select string_agg(format(', %I = $3[(w.o - 1) * %s + %s]', n.name, cardinality(names), n.o), '' order by n.o) into sets from unnest(names) with ordinality n(name, o);
      execute format('update %s r set body = w.body%s from unnest($1, $2) with ordinality w(key, body, o) where r.key = w.key', records, coalesce(sets, ''))
        using keys, bodies, vals;
      return '{}';
    end $$;

    create function ${own('sweep_events')}(before bigint, most int) returns int language plpgsql as $$
    declare
      last_swept bigint;
      swept int;
    begin
      with oldest as (select position, at from ${own('events')} order by position limit most)
        select max(o.position) into last_swept from oldest o
        where o.position < coalesce((select min(s.position) from oldest s where s.at >= before), 9223372036854775807);
      if last_swept is null then return 0; end if;
      -- Where the last event goes, the head remembers its offset.
      update ${own('head')} set event = last_swept where event < last_swept and not exists (select from ${own('events')} where position > last_swept);
      delete from ${own('events')} where position <= last_swept;
      get diagnostics swept = row_count;
      return swept;
    end $$;

    create function ${own('drop_audit')}(up_to bigint, most int) returns int language plpgsql as $$
    declare
      dropped int;
    begin
      update ${own('head')} h set audit = u.sequence, hash = u.hash
        from (select sequence, hash from ${own('audit')} where sequence <= up_to order by sequence desc limit 1) u where h.audit < u.sequence;
      delete from ${own('audit')} where sequence in (select sequence from ${own('audit')} where sequence <= up_to order by sequence limit most);
      get diagnostics dropped = row_count;
      return dropped;
    end $$;
  `,
  ({ own }) => `
    create function ${own('rewrite_noted')}(note text, expected text, noted text, records text, tbl_name text, names text[], keys text[], stamps text[], bodies text[], vals text[],
      r_rule text[], r_value text[], r_key text[], h_rule text[], h_value text[], h_key text[]) returns json language plpgsql as $$
    declare
      outcome json;
    begin
      perform from ${own('head')} for update;
      update ${own('facts')} set value = noted where name = note and value = expected;
      if not found then return '{"noted":false}'; end if;
      outcome := ${own('rewrite')}(records, tbl_name, names, keys, stamps, bodies, vals, r_rule, r_value, r_key, h_rule, h_value, h_key);
      -- Nothing of the step was written, so nothing is noted.
      if outcome::text <> '{}' then update ${own('facts')} set value = expected where name = note; end if;
      return outcome;
    end $$;
  `,
  // An older process cannot sweep any more: it would not note what it removed.
  ({ own }) => `
    drop function ${own('sweep_events')};
    create function ${own('remove_events')}(offsets bigint[], note text, noted text, expected text) returns boolean language plpgsql as $$
    declare
      last_removed bigint;
    begin
      if expected is null then
        insert into ${own('facts')} (name, value) values (note, noted) on conflict do nothing;
      else
        update ${own('facts')} set value = noted where name = note and value = expected;
      end if;
      if not found then return false; end if;
      select max(w.position) into last_removed from unnest(offsets) w(position);
      -- Where the last event goes, the head remembers its offset.
      update ${own('head')} set event = last_removed where event < last_removed and not exists (select from ${own('events')} where position > last_removed);
      delete from ${own('events')} where position = any(offsets);
      return true;
    end $$;
  `,
]
