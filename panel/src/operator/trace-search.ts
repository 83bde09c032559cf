interface TraceSearch {
  readonly source?: string;
  readonly refused?: true;
}

/** The search of the page's address; anything else in it is ignored. */
export function readTraceSearch({ source, refused }: Record<string, unknown>): TraceSearch {
  return { ...(typeof source === 'string' && { source }), ...(refused === true && { refused }) };
}
