/** What the command line does with the audit trail; the rules are the kernel's. */
export { dropArchived, segment, verifySegment } from '../kernel/audit/archive.ts'
export { isSignedBy, signHead, type SignedHead } from '../kernel/audit/head.ts'
export { archivedTo, verifyAudit, type ChainPoint, type Verdict } from '../kernel/audit/verify.ts'
