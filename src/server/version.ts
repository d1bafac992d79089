import { readFileSync } from 'node:fs'

/** Busbar's own version, from the package it runs from. */
export const VERSION: string = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }).version
