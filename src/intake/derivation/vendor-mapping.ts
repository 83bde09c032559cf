import { z } from 'zod';

/** No vendor has more names for one thing. */
const MAX_PATHS = 16;
/** A party, a tenant or an id is never longer. */
const MAX_PATH_CHARS = 200;

/**
 * Where a value is: `header:NAME` is a header of the opening INVITE; anything else is the end of a path of local names in the
 * metadata, compared without case, `@name` an attribute: `origCall/callingPartyNumber`. Several joined by `+` make one value with
 * `/` between them.
 */
const Path = z
  .string()
  .max(MAX_PATH_CHARS)
  .regex(
    /^(header:[\w.!%*`'~-]+|@?[\w.-]+(\/@?[\w.-]+)*(\+@?[\w.-]+(\/@?[\w.-]+)*)*)$/,
    'must be a path as callData/fromhdr, or header:NAME',
  );
const Paths = z.array(Path).max(MAX_PATHS).readonly().exactOptional();

/** As the tenant's party sees it. Without `means` the value is a word: originating, outgoing, terminating, incoming and the like. */
const DirectionPath = z.union([
  Path,
  z.strictObject({
    path: Path,
    /** Only this value, compared without case; without it any, or the mere presence of the element. */
    value: z.string().max(MAX_PATH_CHARS).exactOptional(),
    means: z.enum(['inbound', 'outbound']),
  }),
]);

/** Which paths of a vendor's metadata give which field. The first path that has a value counts. */
export const VendorMapping = z.strictObject({
  /** For the operator. */
  vendor: z.string().min(1).max(64),
  caller: Paths,
  callee: Paths,
  /** `true` in the extensions of the participant who called. */
  callerParticipant: Paths,
  /** What the caller dialled: it never decides the parties. */
  dialled: Paths,
  direction: z.array(DirectionPath).max(MAX_PATHS).readonly().exactOptional(),
  /** The tenant's own party: the user who is recorded, by number or address. */
  recordedParty: Paths,
  tenantNames: Paths,
  /** Ids of the call that are the same in every session and on every recorder. */
  callIds: Paths,
});
export type VendorMapping = z.output<typeof VendorMapping>;
