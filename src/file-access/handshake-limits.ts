/**
 * A handshake, of TLS or of SSH, costs one to three milliseconds of CPU. lftp and FileZilla open up to ten connections, and eight people may
 * share an address.
 */
export const HANDSHAKES_PER_SECOND = {
  known: { perAddress: 40, total: 200 },
  unknown: { perAddress: 20, total: 100 },
};
