export const help = {
  open: 'Help: what this page is for',
  guide: 'More in the guide (new tab)',
};
