/** SQLSTATE 22 data exception, 23 integrity constraint violation (a tenant that was removed): the data is the cause. */
const DATA_FAULT = /^2[23][0-9A-Z]{3}$/;

/** Whether the database refused the data, so that it would again; otherwise it is the cause itself, and will work again. */
export function isDataFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && DATA_FAULT.test(code);
}
