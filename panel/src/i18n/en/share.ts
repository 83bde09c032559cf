import type { Translation } from '../pl.ts';

export const callExport: Translation['callExport'] = {
  button: 'Export the list',
  xlsx: { label: 'Spreadsheet (XLSX)', about: 'Excel and LibreOffice, dates and times as numbers' },
  csv: { label: 'CSV file', about: 'Fields separated by commas, in UTF-8' },
};
