/** A call record as it was received, whatever its format. */
export interface ReceivedRecord {
  /** By name, or by the number of the column where it has none. JSON and XML: objects within objects. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The value at a path: undefined where there is no such field. */
  get(path: string): unknown;
}

/** A record of JSON or XML. */
export function objectRecord(fields: Readonly<Record<string, unknown>>): ReceivedRecord {
  return { fields, get: (path) => valueAt(fields, path) };
}

/** A name, or names with dots between them: `variables.start_epoch`. In a list, the number of the element or its first one. */
function valueAt(fields: Readonly<Record<string, unknown>>, path: string): unknown {
  const whole = valueOf(fields, path);
  if (whole !== undefined || !path.includes('.')) return whole;
  let value: unknown = fields;
  for (const name of path.split('.')) value = isObject(value) ? valueOf(value, name) : undefined;
  return value;
}

function valueOf(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Array.isArray(fields))
    return /^\d+$/.test(name) ? fields[Number(name)] : isObject(fields[0]) ? valueOf(fields[0], name) : undefined;
  if (Object.hasOwn(fields, name)) return fields[name];
  const found = plainNamesOf(fields).get(plainName(name));
  return found === undefined ? undefined : fields[found];
}

/** The fields of an object by their plain names; of each object once, however often it is asked. */
const plainNames = new WeakMap<object, ReadonlyMap<string, string>>();

function plainNamesOf(fields: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const known = plainNames.get(fields);
  if (known !== undefined) return known;
  const keys = Object.keys(fields).filter((key) => key.length <= MAX_NAME_CHARS);
  const names = new Map(keys.toReversed().map((key) => [plainName(key), key]));
  plainNames.set(fields, names);
  return names;
}

/** No PBX has longer ones. */
const MAX_NAME_CHARS = 128;

/** `start_time`, `StartTime`, `start time` and `start-time` are one name. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9\u0080-\uffff]/g, '');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The columns of a CSV file: one for all its lines. */
export class CsvHeader {
  readonly #names: readonly string[];
  /** By path: the place of the column, -1 if there is none. */
  readonly #places = new Map<string, number>();

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => name.trim());
  }

  record(columns: readonly string[]): ReceivedRecord {
    const fieldsOf = () => this.#fieldsOf(columns);
    return {
      // Of hundreds of columns: made only for who wants all.
      get fields() {
        return fieldsOf();
      },
      get: (path) => columns[this.#placeOf(path)],
    };
  }

  #fieldsOf(columns: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(columns.map((value, place) => [this.#names[place] || `${place + 1}`, value]));
  }

  #placeOf(path: string): number {
    const known = this.#places.get(path);
    if (known !== undefined) return known;
    const exact = this.#names.indexOf(path);
    const plain = plainName(path);
    const place = exact >= 0 ? exact : this.#names.findIndex((name) => name !== '' && plainName(name) === plain);
    const found = place < 0 && /^[1-9]\d{0,3}$/.test(path) ? Number(path) - 1 : place;
    this.#places.set(path, found);
    return found;
  }
}
