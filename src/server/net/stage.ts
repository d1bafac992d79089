/** How far an exchange has come; what a failure means depends on it. */
export type Stage = 'waiting' | 'name' | 'connecting' | 'proxy' | 'tunnel' | 'tls' | 'answer' | 'body'

/** What had not happened when the time was over. */
export const NOT_IN_TIME: { readonly [stage in Stage]: string } = {
  waiting: 'no connection to the target became free',
  name: 'the name was not resolved',
  connecting: 'the target did not accept a connection',
  proxy: 'the proxy did not accept a connection',
  tunnel: 'the proxy did not open a tunnel to the target',
  tls: 'the target did not finish the TLS handshake',
  answer: 'the target did not answer',
  body: 'the target did not finish its answer',
}
