import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import type { paths } from '../api/schema.generated.ts';

const PATH = '/api/v1/phone-book';
const PAGE_SIZE = 100;

type Page = paths[typeof PATH]['get']['responses'][200]['content']['application/json'];
export type PhoneBookEntry = Page['entries'][number];

/** The entries with a part of the name or number, by name, page by page. */
export function usePhoneBook(text: string) {
  return api.useInfiniteQuery(
    'get',
    PATH,
    { params: { query: { limit: PAGE_SIZE, ...(text !== '' && { text }) } } },
    {
      pageParamName: 'offset',
      initialPageParam: 0,
      getNextPageParam: (last: Page, pages: Page[]) => {
        const listed = pages.reduce((sum, { entries }) => sum + entries.length, 0);
        return last.entries.length > 0 && listed < last.found ? listed : undefined;
      },
      placeholderData: keepPreviousData,
    },
  );
}

interface Outcome {
  readonly onSuccess: () => void;
  readonly onError?: (error: unknown) => void;
}

export function useSetEntry(outcome: Outcome) {
  return api.useMutation('put', `${PATH}/{number}`, useReload(outcome));
}

export function useRemoveEntry(outcome: Outcome) {
  return api.useMutation('delete', `${PATH}/{number}`, useReload(outcome));
}

export function useImport(outcome: Outcome) {
  return api.useMutation('post', `${PATH}/import`, useReload(outcome));
}

/** What a file would change. */
export function useDryRun() {
  return api.useMutation('post', `${PATH}/import`);
}

/** The phone book, and the calls with their names. */
function useReload({ onSuccess, onError }: Outcome) {
  const queryClient = useQueryClient();
  return {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['get', PATH] });
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/calls'] });
      onSuccess();
    },
    ...(onError !== undefined && { onError }),
  };
}
