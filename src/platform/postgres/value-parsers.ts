import pg from 'pg';

const { builtins } = pg.types;

/**
 * How values come from the database where the driver's own way does not fit: `int8` as a number (it throws
 * rather than lose digits), `date` as `YYYY-MM-DD` (the driver would make midnight in the machine's zone of it).
 */
export const VALUE_PARSERS: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === builtins.INT8) return safeInteger;
    if (format !== 'binary' && oid === builtins.DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as pg.CustomTypesConfig['getTypeParser'],
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is beyond a number's exact range`);
  return value;
}
