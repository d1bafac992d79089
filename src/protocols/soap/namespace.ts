/** Of what every service of Busbar has, whatever its contract: the header `IdempotencyKey`, and the codes of problems. */
export const BUSBAR_NAMESPACE = 'urn:busbar:soap'
