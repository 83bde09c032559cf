export const callExport = {
  button: 'Eksportuj listę',
  xlsx: { label: 'Arkusz (XLSX)', about: 'Excel i LibreOffice, z datami i czasami jako liczbami' },
  csv: { label: 'Plik CSV', about: 'Pola rozdzielone średnikami, kodowanie UTF-8' },
} as const;
