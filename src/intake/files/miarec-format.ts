/**
 * The parameters of MiaRec's `FileNameFormat` that say something of a call (docs.miarec.com, “File name format”), and the fields they
 * are in our notation. All others are any text.
 */
const FIELD_OF: Readonly<Record<string, string>> = {
  'call-id': '{id}',
  'caller-number': '{caller}',
  'callee-number': '{callee}',
  'call-direction': '{direction}',
};
/** The call's start, with codes of strftime behind `#`. */
const START = 'setup-time';
const TIME_CODES: Readonly<Record<string, string>> = {
  '%Y': 'YYYY',
  '%y': 'YY',
  '%m': 'MM',
  '%b': 'MMM',
  '%d': 'DD',
  '%H': 'HH',
  '%M': 'mm',
  '%S': 'ss',
};

/**
 * MiaRec's format of file names in our notation: `C:\Recordings\%{setup-time#%Y%m%d}\%{caller-number}.mp3` →
 * `{date:YYYYMMDD}/{caller}{ordinal}`. The folders above the first with a parameter are left out: the files may have been moved.
 */
export function miarecTemplate(format: string): string {
  const path = format.replaceAll('\\', '/');
  const start = path.lastIndexOf('/', path.indexOf('%{')) + 1;
  const stem = path.slice(start).replace(/\.[A-Za-z0-9]{2,4}$/, '');
  const template = stem.replaceAll(/%\{([^#}]*)(?:#([^}]*))?\}/g, (_, parameter: string, codes = '%Y%m%d%H%M%S') =>
    parameter === START ? timeFields(codes) : (FIELD_OF[parameter] ?? '{any}'),
  );
  // MiaRec appends `_2` where there is a file of the same name already.
  return `${template}{ordinal}`;
}

function timeFields(codes: string): string {
  return codes.replaceAll(/%./g, (code) => (code in TIME_CODES ? `{date:${TIME_CODES[code]}}` : '{any}'));
}
