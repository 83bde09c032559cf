import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

/** Debounce of typing, ms. */
const TYPING_REST_MS = 350;

export interface TextFilterProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/**
 * What is typed, and searched for once typing rests; what cannot be searched for (`isUsable`) is an error. What is typed while the search for the text
 * before it begins is kept: only another search than one's own, of a link or a saved filter, replaces the text, also one that is still being typed.
 */
export function useTypedFilter({ value = '', onChange }: TextFilterProps, isUsable: (text: string) => boolean) {
  const [text, setText] = useState(value);
  const [unusable, setUnusable] = useState(false);
  const searched = useRef(value);
  const search = useDebouncedCallback((typed: string) => {
    const usable = typed === '' || isUsable(typed);
    setUnusable(!usable);
    if (!usable || typed === searched.current) return;
    searched.current = typed;
    onChange(typed === '' ? undefined : typed);
  }, TYPING_REST_MS);
  useEffect(() => {
    if (value === searched.current) return;
    search.cancel();
    searched.current = value;
    setText(value);
    setUnusable(false);
  }, [value, search]);
  const type = (typed: string) => {
    setText(typed);
    search(typed.trim());
  };
  return { text, type, unusable };
}
