import { parse } from 'sdp-transform';
import { fail, ok, type Result } from '../../base/result.ts';
import { type OfferedCrypto, readCrypto } from './crypto-attribute.ts';

/** A session description of two audio streams is about 1 kB. */
const MAX_SDP_CHARS = 64 * 1024;
/** Audio lines in use that are recorded of one session, each by two sockets; RFC 7866 §8.4 expects two, a conference has some. Those beyond have no codecs. */
const MAX_AUDIO_LINES = 32;
/** All lines, also those of other media: each is answered, and the answer must fit into a datagram. */
const MAX_MEDIA = 512;
/** Formats read of one m-line. */
const MAX_FORMATS = 64;
/** Media, protocol, formats and labels are tokens of some characters. The answer repeats them, and must fit into a datagram. */
const MAX_TOKEN_CHARS = 64;
/** Of a codec, repeated too; Opus has up to ten, below 300 characters. */
const MAX_PARAMETERS_CHARS = 512;

type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** A codec as an m-line lists it. */
export interface OfferedCodec {
  readonly payloadType: number;
  /** RFC 3551 / 4733 name, upper case: `PCMU`, `TELEPHONE-EVENT`. */
  readonly name: string;
  readonly clockRateHz: number;
  /** As written in the rtpmap (`opus/48000/2`); null: not written, one channel. */
  readonly channels: number | null;
  /** Format parameters as written (`0-16`). */
  readonly parameters: string | null;
}

export interface OfferedMedia {
  /** `audio`, `video`, … */
  readonly kind: string;
  /** 0: the stream is refused or removed (RFC 3264 §8.2). */
  readonly port: number;
  /** `RTP/AVP`, `RTP/SAVP`, … in upper case. */
  readonly protocol: string;
  /** The formats as written, to be repeated where the line is refused. */
  readonly formats: string;
  /** RFC 4574. */
  readonly label: string | null;
  /** `sendrecv` by default (RFC 3264 §5.1). */
  readonly direction: MediaDirection;
  /** The sender's connection address; null where none is given. */
  readonly address: string | null;
  /** Paused: `inactive`, or the old hold by address zero (RFC 3264 §8.4). */
  readonly onHold: boolean;
  readonly codecs: readonly OfferedCodec[];
  readonly ptimeMs: number | null;
  /** RTCP on the RTP port (RFC 5761). */
  readonly rtcpMux: boolean;
  /** RFC 3605: where its sender takes RTCP; null: on the port above that of RTP. */
  readonly rtcpPort: number | null;
  /** The `a=crypto` lines that can be used, in their order. */
  readonly crypto: readonly OfferedCrypto[];
}

/** A session description, as offer or as answer. */
export interface SessionDescription {
  readonly media: readonly OfferedMedia[];
}

/** Payload types that need no rtpmap (RFC 3551 §6), as far as telephony uses them. */
const STATIC_TYPES: ReadonlyMap<number, { readonly name: string; readonly clockRateHz: number }> = new Map([
  [0, { name: 'PCMU', clockRateHz: 8000 }],
  [3, { name: 'GSM', clockRateHz: 8000 }],
  [4, { name: 'G723', clockRateHz: 8000 }],
  [8, { name: 'PCMA', clockRateHz: 8000 }],
  // RFC 3551 §4.5.2: the clock of G.722 is 8000 though it samples at 16000.
  [9, { name: 'G722', clockRateHz: 8000 }],
  [13, { name: 'CN', clockRateHz: 8000 }],
  [18, { name: 'G729', clockRateHz: 8000 }],
]);

/** Reads a session description leniently: missing attributes have their defaults, unknown ones are ignored. */
export function readSessionDescription(text: string): Result<SessionDescription> {
  if (text.length > MAX_SDP_CHARS) return fail('session description too large');
  const session = parsed(text);
  if (session === null || session.media.length === 0) return fail('no m-line');
  if (session.media.length > MAX_MEDIA) return fail('too many m-lines');
  const written = text.split(/\r\n|\r|\n/).filter((line) => line.startsWith('m='));
  const crypto = cryptoOfMedia(text);
  let audioLines = 0;
  const media = session.media.map((line, index): OfferedMedia => {
    const read = readMedia(session, withHead(line, written[index] ?? ''), crypto[index] ?? []);
    if (read.kind === 'audio' && read.port !== 0) audioLines += 1;
    return audioLines > MAX_AUDIO_LINES ? { ...read, codecs: [] } : read;
  });
  return ok({ media });
}

/**
 * What the parser really returns: values that look like whole numbers become numbers, whatever the field, and lines
 * that match no grammar are missing.
 */
interface ParsedSession extends ParsedAttributes {
  readonly media: readonly ParsedMedia[];
}

interface ParsedAttributes {
  readonly direction?: MediaDirection;
  readonly connection?: { readonly ip?: Written };
}

interface ParsedMedia extends ParsedAttributes {
  readonly type?: Written;
  readonly port?: Written;
  readonly protocol?: Written;
  readonly payloads?: Written;
  readonly label?: Written;
  readonly ptime?: Written;
  readonly rtcpMux?: Written;
  readonly rtcp?: { readonly port?: Written };
  readonly rtp: readonly {
    readonly payload: Written;
    readonly codec: Written;
    readonly rate?: Written;
    readonly encoding?: Written;
  }[];
  readonly fmtp: readonly { readonly payload: Written; readonly config?: Written }[];
}

type Written = string | number;

function parsed(text: string): ParsedSession | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** The `a=crypto` values of each m-line. The parser knows them too, but drops all session parameters but the first. */
function cryptoOfMedia(text: string): string[][] {
  const media: string[][] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.startsWith('m=')) media.push([]);
    else if (/^a=crypto:/i.test(line)) media.at(-1)?.push(line.slice('a=crypto:'.length));
  }
  return media;
}

/** RFC 863: where nothing is sent to. Of a line whose own port cannot be read: it is refused, but in use. */
const DISCARD_PORT = 9;

/**
 * RFC 3264 §6 answers by position, so every line needs a place: the parser knows no number of ports behind the port (`4000/2`), and of a line that nobody can
 * read only what the answer repeats is kept, without formats that could be recorded.
 */
function withHead(line: ParsedMedia, written: string): ParsedMedia & { readonly type: string; readonly port: number } {
  const [kind = '', ports = '', protocol = '', ...formats] = written.slice('m='.length).trim().split(/\s+/);
  const port = /^(\d{1,5})(?:\/\d{1,5})?$/.exec(ports)?.[1];
  const isShort = kind.length <= MAX_TOKEN_CHARS && protocol.length <= MAX_TOKEN_CHARS;
  const isReadable = isShort && /^[\w.+-]+$/.test(kind) && /^[\w./+-]+$/.test(protocol) && Number(port) <= 65_535;
  if (isReadable) return { ...line, type: kind, port: Number(port), protocol, payloads: formats.join(' ') };
  const type = isShort && /^[a-z]+$/.test(kind) ? kind : 'audio';
  return { ...line, type, port: DISCARD_PORT, protocol: 'RTP/AVP', payloads: '', rtp: [] };
}

function readMedia(
  session: ParsedSession,
  line: ParsedMedia & { readonly type: string; readonly port: number },
  crypto: readonly string[],
): OfferedMedia {
  const direction = line.direction ?? session.direction ?? 'sendrecv';
  const address = (line.connection ?? session.connection)?.ip?.toString() ?? null;
  return {
    kind: line.type,
    port: line.port,
    protocol: String(line.protocol).toUpperCase(),
    formats: formatsOf(line).join(' '),
    label: labelOf(line),
    direction,
    address,
    onHold: direction === 'inactive' || address === '0.0.0.0' || address === '::',
    codecs: readCodecs(line),
    ptimeMs: typeof line.ptime === 'number' ? line.ptime : null,
    rtcpMux: line.rtcpMux !== undefined,
    rtcpPort: portOf(line.rtcp?.port),
    crypto: readCrypto(crypto),
  };
}

function portOf(written: Written | undefined): number | null {
  return typeof written === 'number' && written > 0 && written <= 65_535 ? written : null;
}

function labelOf({ label }: ParsedMedia): string | null {
  const text = label === undefined ? '' : String(label).trim();
  return text === '' || text.length > MAX_TOKEN_CHARS ? null : text;
}

function formatsOf({ payloads }: ParsedMedia): string[] {
  const written = new Set(String(payloads ?? '').split(' '));
  return [...written].filter((format) => format.length <= MAX_TOKEN_CHARS).slice(0, MAX_FORMATS);
}

/** In the m-line's order, which is the sender's preference. */
function readCodecs(line: ParsedMedia): OfferedCodec[] {
  return formatsOf(line)
    .filter((format) => /^\d{1,3}$/.test(format) && Number(format) < 128)
    .map((format) => readCodec(line, Number(format)))
    .filter((codec) => codec !== null);
}

function readCodec(line: ParsedMedia, payloadType: number): OfferedCodec | null {
  const mapped = line.rtp.find((map) => map.payload === payloadType);
  const known = STATIC_TYPES.get(payloadType);
  const name = mapped?.codec ?? known?.name;
  if (name === undefined) return null;
  return {
    payloadType,
    name: String(name).toUpperCase(),
    clockRateHz: Number(mapped?.rate ?? known?.clockRateHz ?? 8000),
    channels: typeof mapped?.encoding === 'number' ? mapped.encoding : null,
    parameters: parametersOf(line, payloadType),
  };
}

function parametersOf(line: ParsedMedia, payloadType: number): string | null {
  const text = line.fmtp.find((format) => format.payload === payloadType)?.config?.toString() ?? null;
  return text !== null && text.length <= MAX_PARAMETERS_CHARS ? text : null;
}
