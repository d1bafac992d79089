/** Of what every service of Busbar has, whatever its contract: `Problem` in the detail of a fault, and the header `IdempotencyKey`. */
export const BUSBAR_NAMESPACE = 'urn:busbar:soap'
