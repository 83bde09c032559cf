import { fail, ok, type Result } from '../../base/result.ts';
import { parseHostPort, writeHostPort } from './host-port.ts';
import { type Parameters, parseParameters, writeParameters } from './parameters.ts';

/** One hop of the way back (RFC 3261 §20.42). */
export interface Via {
  /** Upper case: `UDP`, `TCP`, `TLS`. */
  readonly transport: string;
  /** The sent-by host, lower case, IPv6 without brackets. */
  readonly host: string;
  readonly port: number | null;
  /** `branch`, `received`, `rport`, `maddr`, `ttl` and others. */
  readonly parameters: Parameters;
}

/** Reads one Via value. White space may stand around the slashes and the colon. */
export function parseVia(text: string): Result<Via> {
  const semicolon = text.indexOf(';');
  const hop = (semicolon === -1 ? text : text.slice(0, semicolon)).trim();
  const parts = /^SIP\s*\/\s*2\.0\s*\/\s*([\w.!%*+`'~-]+)\s+(.+)$/is.exec(hop);
  const sentBy = parts === null ? null : parseHostPort(parts[2]!);
  if (parts === null || sentBy === null) return fail('via-malformed');
  const parameters = parseParameters(semicolon === -1 ? '' : text.slice(semicolon));
  return ok({ transport: parts[1]!.toUpperCase(), ...sentBy, parameters });
}

export function writeVia(via: Via): string {
  return `SIP/2.0/${via.transport} ${writeHostPort(via.host, via.port)}${writeParameters(via.parameters)}`;
}
