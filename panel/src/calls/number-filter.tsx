import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { isSearchableNumber, MAX_NUMBER_CHARS } from './call-search.ts';

/** How long typing must rest before the search changes, ms. */
const TYPING_REST_MS = 350;

interface NumberFilterProps {
  number: string | undefined;
  onChange: (number: string | undefined) => void;
}

/** A caller's or callee's number in any written form, or a part of it. */
export function NumberFilter({ number = '', onChange }: NumberFilterProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(number);
  const [tooShort, setTooShort] = useState(false);
  const searched = useRef(number);
  useEffect(() => {
    if (number === searched.current) return;
    searched.current = number;
    setText(number);
    setTooShort(false);
  }, [number]);
  const search = useDebouncedCallback((typed: string) => {
    const usable = typed === '' || isSearchableNumber(typed);
    setTooShort(!usable);
    if (!usable || typed === searched.current) return;
    searched.current = typed;
    onChange(typed === '' ? undefined : typed);
  }, TYPING_REST_MS);
  const type = (typed: string) => {
    setText(typed);
    search(typed.trim());
  };
  return (
    <TextInput
      type="search"
      inputMode="tel"
      autoComplete="off"
      miw={230}
      style={{ flexGrow: 1 }}
      label={t('filters.number')}
      placeholder={t('filters.numberHint')}
      maxLength={MAX_NUMBER_CHARS}
      leftSection={<Icon name="search" size={16} />}
      value={text}
      error={tooShort && t('filters.numberTooShort')}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
