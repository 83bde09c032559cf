/** What can be cancelled by mail. */
export type CancellableService = 'extended-retention' | 'push';

/** Each service as people write it: stems of the text's `plain` form, in Polish and English, in any order of words. */
const SERVICES: Readonly<Record<CancellableService, RegExp>> = {
  'extended-retention':
    /\b(?:(?:wydluzon|dluzsz|przedluzon|rozszerzon|dodatkow)\w*(?: okres\w*)?(?: \w+){0,2} (?:przechowyw|archiw|retencj)\w*|przechowywan\w*(?: \w+){0,2} (?:wydluzon|dluzsz|przedluzon)\w*|wydluzon\w* okres\w*|(?:extended|longer|extra|additional)(?: \w+){0,2} (?:retention|storage|storing|archiv\w*))/,
  push: /\b(?:automatyczn\w*(?: \w+){0,2} (?:przesyl|przesl|wysyl|wysl|transfer|eksport)\w*|(?:przesyl|wysyl)\w*(?: \w+){0,2} automatyczn\w*|(?:dzienn|codzienn)\w* (?:paczk|pakiet|przesyl|wysyl)\w*|push|automatic(?:ally)?(?: \w+){0,2} (?:transfer|send|sent|upload|deliver|forward|export)\w*|daily (?:package|transfer|upload|deliver)\w*)/,
};

/** Words that end something. `wylacznie` ("only") is none of them. */
const ENDING =
  /\b(?:z?rezygn\w*|wypowi(?:adam|adamy|em|edz\w*)|wylacz(?!n)\w*|anul\w*|odwol\w*|zaprzest\w*|zakoncz\w*|konczy\w*|rozwiaz\w*|dezaktyw\w*|usun\w*|nie (?:chc|potrzebuj|zycz|przedluz)\w*|cancel\w*|terminat\w*|discontinu\w*|deactivat\w*|unsubscrib\w*|give (?:you )?notice|giving notice|opt out|stop|no longer (?:want|need|require|use)\w*)/g;

/** What turns such a sentence into its opposite, or into something less than a wish. */
const DOUBT =
  /\b(?:nie|czy|jak|ile|gdy\w*|jesli|jezeli|chyba|moze|rozwaz\w*|zastan\w*|cof\w*|wycof\w*|jednak|not|dont|never|how|if|whether|when|maybe|perhaps|consider\w*|withdraw\w*|instead|unless)\b|\?/;

/**
 * The one service a mail plainly wishes to end, or null: then a person reads it. Strict on purpose: two services, a
 * question, a condition, a "not" anywhere near are a person's work.
 */
export function wishOf(text: string): CancellableService | null {
  const sentences = plainSentences(text);
  const endings = sentences.filter((sentence) => sentence.search(ENDING) >= 0);
  if (endings.length === 0 || endings.some(isDoubtful)) return null;
  const whole = sentences.join(' ');
  const named = (Object.keys(SERVICES) as CancellableService[]).filter((service) => SERVICES[service].test(whole));
  return named.length === 1 ? named[0]! : null;
}

/** "I do not want it any more" ends; any other "not" doubts. */
function isDoubtful(sentence: string): boolean {
  return DOUBT.test(sentence.replaceAll(ENDING, ''));
}

/** Lower case without diacritics, words parted by one space; quoted lines of the mail answered to are left out. */
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
