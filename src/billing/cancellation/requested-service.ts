/** What can be cancelled by mail. */
export type CancellableService = 'extended-retention' | 'push';

/** How people name each service, in Polish and English: matched against the text as `plainSentences` returns it. */
const SERVICES: Readonly<Record<CancellableService, RegExp>> = {
  'extended-retention':
    /\b(?:(?:wydluzon|dluzsz|przedluzon|rozszerzon|dodatkow)\w*(?: okres\w*)?(?: \w+){0,2} (?:przechowyw|archiw|retencj)\w*|przechowywan\w*(?: \w+){0,2} (?:wydluzon|dluzsz|przedluzon)\w*|wydluzon\w* okres\w*|(?:extended|longer|extra|additional)(?: \w+){0,2} (?:retention|storage|storing|archiv\w*))/,
  push: /\b(?:automatyczn\w*(?: \w+){0,2} (?:przesyl|przesl|wysyl|wysl|transfer|eksport)\w*|(?:przesyl|wysyl)\w*(?: \w+){0,2} automatyczn\w*|(?:dzienn|codzienn)\w* (?:paczk|pakiet|przesyl|wysyl)\w*|push|automatic(?:ally)?(?: \w+){0,2} (?:transfer|send|sent|upload|deliver|forward|export)\w*|daily (?:package|transfer|upload|deliver)\w*)/,
};

/** Words for ending something. `wylacznie` ("only") is not one of them. */
const ENDING =
  /\b(?:z?rezygn\w*|wypowi(?:adam|adamy|em|edz\w*)|wylacz(?!n)\w*|anul\w*|odwol\w*|zaprzest\w*|zakoncz\w*|konczy\w*|rozwiaz\w*|dezaktyw\w*|usun\w*|nie (?:chc|potrzebuj|zycz|przedluz)\w*|cancel\w*|terminat\w*|discontinu\w*|deactivat\w*|unsubscrib\w*|give (?:you )?notice|giving notice|opt out|stop|no longer (?:want|need|require|use)\w*)/g;

/** Words that negate such a sentence, or make it less than a clear request. */
const DOUBT =
  /\b(?:nie|czy|jak|ile|gdy\w*|jesli|jezeli|chyba|moze|rozwaz\w*|zastan\w*|cof\w*|wycof\w*|jednak|not|dont|never|how|if|whether|when|maybe|perhaps|consider\w*|withdraw\w*|instead|unless)\b|\?/;

/**
 * The one service that a mail clearly asks to end, or null: then a person decides. Strict on purpose: two services, a
 * question, a condition or a negation are left to a person.
 */
export function requestedService(text: string): CancellableService | null {
  const sentences = plainSentences(text);
  const endings = sentences.filter((sentence) => sentence.search(ENDING) >= 0);
  if (endings.length === 0 || endings.some(isDoubtful)) return null;
  const all = sentences.join(' ');
  const named = (Object.keys(SERVICES) as CancellableService[]).filter((service) => SERVICES[service].test(all));
  return named.length === 1 ? named[0]! : null;
}

/** "I do not want it any more" is an ending; any other "not" makes it doubtful. */
function isDoubtful(sentence: string): boolean {
  return DOUBT.test(sentence.replaceAll(ENDING, ''));
}

/** In lower case without diacritics, words separated by one space; without quoted lines of an earlier mail. */
function plainSentences(text: string): string[] {
  return text
    .replaceAll(/^[ \t]*>.*$/gm, '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll(/['’]/g, '')
    .split(/(?<=[.!?;])|\n\s*\n/)
    .map((sentence) => sentence.replaceAll(/[^a-z0-9?]+/g, ' ').trim());
}
