/** The check digit that belongs behind the other digits of a GS1 number: from the right, weights 3, 1, 3, 1 … (GS1 General Specifications, 7.9). */
export function checkDigit(digits: string): string {
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += Number(digits.at(-1 - i)) * (i % 2 === 0 ? 3 : 1)
  return String((10 - (sum % 10)) % 10)
}
