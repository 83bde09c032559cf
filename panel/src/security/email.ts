/** Whether it can be an e-mail address; the API reads it exactly. */
export function isEmail(text: string): boolean {
  return /^\S+@\S+\.\S+$/.test(text.trim());
}
