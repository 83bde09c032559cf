import { setImmediate as nextTurn } from 'node:timers/promises';

/** Some milliseconds of reading call records. */
const ITEMS_A_TURN = 50;

/** Works on each item, and in between lets the process do what else is due: a long list holds up nothing. */
export async function mapInTurns<Item, Made>(items: readonly Item[], work: (item: Item) => Made): Promise<Made[]> {
  const made: Made[] = [];
  for (const item of items) {
    made.push(work(item));
    if (made.length % ITEMS_A_TURN === 0) await nextTurn();
  }
  return made;
}
