import type { Admitted } from '../admitted.ts'
import type { Request } from './execution.ts'

export function requestOf(the: Admitted): Request {
  const { call, operation } = the
  return {
    operation,
    ...(call.key !== undefined && { key: call.key }),
    input: call.input,
    ...(call.patch && { patch: call.patch }),
    ...(call.ifMatch !== undefined && { ifMatch: call.ifMatch }),
    ...(call.ifNoneMatch !== undefined && { ifNoneMatch: call.ifNoneMatch }),
    ...(the.version.older && { older: the.version.older }),
  }
}
