/** RFC 1035 §2.3.4. */
const MAX_HOST_CHARS = 255;
/** Brackets, colon, port and some white space beside the host; it bounds the pattern's work. */
const MAX_TEXT_CHARS = MAX_HOST_CHARS + 32;
const MAX_PORT = 65_535;

export interface HostPort {
  /** Lower case. An IPv6 address stands without its brackets. */
  readonly host: string;
  readonly port: number | null;
}

/** Reads `host`, `host:port`, `[v6]`, `[v6]:port`. A bare IPv6 address (RFC 5118 §4.5) is taken whole as the host. */
export function parseHostPort(text: string): HostPort | null {
  if (text.length > MAX_TEXT_CHARS) return null;
  const parts =
    /^(?:\[([0-9a-f:.%]+)\]|([\w.-]+)|([0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*))(?:[ \t]*:[ \t]*(\d{0,5}))?$/i.exec(
      text.trim(),
    );
  const host = (parts?.[1] ?? parts?.[2] ?? parts?.[3])?.toLowerCase();
  if (parts === null || host === undefined || host.length > MAX_HOST_CHARS) return null;
  const port = parts[4] === undefined || parts[4] === '' ? null : Number(parts[4]);
  return port !== null && port > MAX_PORT ? null : { host, port };
}

/** `host` or `host:port`, an IPv6 address in brackets. */
export function writeHostPort(host: string, port: number | null): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === null ? name : `${name}:${port}`;
}
