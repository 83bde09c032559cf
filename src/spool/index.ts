export type { LegCodec, SpooledCall, SpooledLeg, SpooledPacket, SpoolExtent } from './spooled-call.ts';
