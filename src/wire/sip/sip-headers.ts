import { splitList } from './parameters.ts';

/** One header field. `name` is as written, a compact form expanded. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** RFC 3261 §7.3.3, §20 and the IANA registry: the compact form of each name. */
const COMPACT_FORMS: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

/** The long form of a compact name; other names unchanged. */
export function longHeaderName(name: string): string {
  return name.length === 1 ? (COMPACT_FORMS[name.toLowerCase()] ?? name) : name;
}

/** The header fields of a message in their order. Names are compared without case, by their long form. Immutable. */
export class SipHeaders {
  readonly fields: readonly HeaderField[];

  constructor(fields: readonly HeaderField[] = []) {
    this.fields = fields;
  }

  /** The value of the first field of that name. */
  first(name: string): string | undefined {
    const lowerName = name.toLowerCase();
    return this.fields.find((field) => field.name.toLowerCase() === lowerName)?.value;
  }

  /** The values of all fields of that name, as written. */
  all(name: string): readonly string[] {
    const lowerName = name.toLowerCase();
    return this.fields.filter((field) => field.name.toLowerCase() === lowerName).map((field) => field.value);
  }

  /** The elements of a comma-separated header, over all its fields, in order. Empty elements are left out. */
  list(name: string): readonly string[] {
    return this.all(name).flatMap(splitList);
  }

  has(name: string): boolean {
    return this.first(name) !== undefined;
  }

  /** A copy with a field added at the end. */
  with(name: string, value: string): SipHeaders {
    return new SipHeaders([...this.fields, { name, value }]);
  }

  /** A copy without the fields of that name. */
  without(name: string): SipHeaders {
    const lowerName = name.toLowerCase();
    return new SipHeaders(this.fields.filter((field) => field.name.toLowerCase() !== lowerName));
  }
}
