export const SESSION_COOKIE = 'fonoteka_session';
