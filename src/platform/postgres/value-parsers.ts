import { type CustomTypesConfig, types } from 'pg';

/** Object ids of types in PostgreSQL's catalogue (`pg_type.dat`). */
const INT8 = 20;
const DATE = 1082;

/**
 * How values come from the database where the driver's own way does not fit: `int8` as a number (it throws
 * rather than lose digits), `date` as `YYYY-MM-DD` (the driver would make midnight in the machine's zone of it).
 */
export const VALUE_PARSERS: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === INT8) return safeInteger;
    if (format !== 'binary' && oid === DATE) return asItIs;
    return types.getTypeParser(oid, format);
  }) as CustomTypesConfig['getTypeParser'],
};

function asItIs(text: string): string {
  return text;
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is beyond a number's exact range`);
  return value;
}
