export { callListCsv } from './call-list-csv.ts';
export { LIST_LANGUAGES, TEXTS as CALL_LIST_TEXTS } from './call-list-texts.ts';
export { callListXlsx } from './call-list-xlsx.ts';
export { callPages } from './call-rows.ts';
