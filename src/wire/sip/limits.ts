/**
 * Start line and headers of one message. A UDP datagram cannot be larger; real SIPREC INVITEs stay under 4 KiB here.
 */
export const MAX_HEAD_BYTES = 64 * 1024;

/** SDP and metadata of one message. INTEROP: guards of the XML reader end at the same size. */
export const MAX_BODY_BYTES = 256 * 1024;

/** Header fields of one message; a request over twenty proxies has about 60. */
export const MAX_HEADER_FIELDS = 256;

/** One header field, its folded lines joined. */
export const MAX_HEADER_FIELD_CHARS = 8 * 1024;
