import { destination, pino, stdSerializers, type Level } from 'pino'
import type { Log, LogFields } from '../kernel/ports/log.ts'
import { readSecrets } from './env.ts'

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** JSON lines for a machine, short lines for a terminal. */
  readonly format: 'json' | 'text'
  /** Takes whole lines; standard output where absent. */
  readonly write?: (line: string) => void
}

/** Field names that never carry a value into the log, whoever logs them. */
const HIDDEN = ['authorization', 'cookie', 'password', 'secret', 'token', 'digest', 'apiKey', 'connectionString']

export function createLog(options: LogOptions): Log {
  const write = options.write ?? standardOutput()
  const blotted = { write: (line: string): void => write(withoutSecrets(line)) }
  if (options.format === 'text') return textLog(options.level, blotted)
  const json = pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'message',
      serializers: { error: serializeError },
      redact: { paths: [...HIDDEN, ...HIDDEN.map((name) => `*.${name}`)], censor: '[hidden]' },
    },
    blotted,
  )
  const at = (level: Level) => (message: string, fields?: LogFields) => (fields ? json[level](fields, message) : json[level](message))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Writes at once: a line that explains a crash must not wait in a buffer. */
function standardOutput(): (line: string) => void {
  const out = destination({ dest: 1, sync: true })
  return (line) => out.write(line)
}

function withoutSecrets(line: string): string {
  let clean = line
  for (const secret of readSecrets()) {
    // A short value would blot out half the language.
    if (secret.length < 6) continue
    clean = clean.replaceAll(secret, '[secret]')
    const quoted = JSON.stringify(secret).slice(1, -1)
    if (quoted !== secret) clean = clean.replaceAll(quoted, '[secret]')
  }
  return clean
}

const ORDER = { debug: 0, info: 1, warn: 2, error: 3 }

function textLog(least: LogOptions['level'], out: { write(line: string): void }): Log {
  const at = (level: LogOptions['level']) => {
    if (ORDER[level] < ORDER[least]) return () => {}
    return (message: string, fields: LogFields = {}) => {
      let line = `${new Date().toISOString().slice(11, 19)} ${level.padEnd(5)} ${plain(message)}`
      for (const [name, value] of Object.entries(fields)) {
        if (value instanceof Error) line += `\n${plainLines(value.stack ?? String(value))}`
        else if (value !== undefined)
          line += ` ${name}=${HIDDEN.includes(name) ? '[hidden]' : plain(typeof value === 'string' ? value : (JSON.stringify(value, hide) ?? ''))}`
      }
      out.write(`${line}\n`)
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function hide(name: string, value: unknown): unknown {
  return HIDDEN.includes(name) ? '[hidden]' : value
}

/** Control characters of what others sent could forge lines or steer a terminal. */
function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${plain(line)}`)
    .join('\n')
}

function serializeError(error: unknown): unknown {
  return error instanceof Error ? stdSerializers.err(error) : error
}
