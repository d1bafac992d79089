import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { parseIp } from '../../../src/kernel/policies/target/ip.ts'

/** Certificates (RFC 5280) made when a test needs them: ECDSA on P-256, in the little DER that takes. */
export interface Certified {
  readonly certificate: string
  readonly key: string
}

export interface Authority extends Certified {
  issue(of: { readonly names: readonly string[]; readonly from?: Date; readonly to?: Date }): Certified
}

export function makeAuthority(name: string): Authority {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const made = certify({ subject: name, issuer: name, key: privateKey, signer: privateKey, authority: true, names: [], from: DAY(-1), to: DAY(1) })
  return {
    ...made,
    issue({ names, from = DAY(-1), to = DAY(1) }) {
      const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return certify({ subject: names[0] ?? '', issuer: name, key, signer: createPrivateKey(made.key), authority: false, names, from, to })
    },
  }
}

interface Wanted {
  readonly subject: string
  readonly issuer: string
  readonly key: KeyObject
  readonly signer: KeyObject
  readonly authority: boolean
  readonly names: readonly string[]
  readonly from: Date
  readonly to: Date
}

let serial = 1

function certify({ subject, issuer, key, signer, authority, names, from, to }: Wanted): Certified {
  const extensions = [
    extension('551d13', sequence(...(authority ? [der(0x01, Buffer.of(0xff))] : []))),
    ...(names.length === 0 ? [] : [extension('551d11', sequence(...names.map(generalName)))]),
  ]
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(serial++ & 0x7f)),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    sequence(utcTime(from), utcTime(to)),
    nameOf(subject),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', body, signer)
  return {
    certificate: pem(sequence(body, ECDSA_WITH_SHA256, der(0x03, Buffer.concat([Buffer.of(0), signature])))),
    key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

const DAY = (days: number): Date => new Date(Date.now() + days * 86_400_000)

function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

function sequence(...content: readonly Uint8Array[]): Buffer {
  return der(0x30, ...content)
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'))

/** One relative name with one attribute: the common name. */
function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))))
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value))
}

function generalName(name: string): Buffer {
  const ip = isIP(name) === 0 ? undefined : parseIp(name)
  return ip ? der(0x87, ip) : der(0x82, Buffer.from(name))
}

function utcTime(date: Date): Buffer {
  return der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
}

function pem(bytes: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`
}
