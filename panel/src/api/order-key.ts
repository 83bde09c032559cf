/**
 * A new random key (UUID version 4) for what a person is about to confirm: sent twice with it, an order is made once.
 * By `getRandomValues`, because browsers have `randomUUID` on secure origins only and a panel may be on plain HTTP.
 */
export function newOrderKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
