// How sure an answer is, in words: as verdict.cpp says it.
import { percentText } from "./digit_card.js";

/** Of all that was read in a picture, or of there being nothing to read. */
export function verdictOf({ confidence, lines }, leastConfidence) {
  const beginning = `${confidence < leastConfidence ? "Not sure" : "Sure"}: ${percentText(confidence)}`;
  if (lines.length === 0) return `${beginning} that there is none`;
  const oneDigit = lines.length === 1 && lines[0].digits.length === 1;
  return `${beginning} that ${oneDigit ? "this" : "all of it"} is right`;
}

/** Of one line among several: `sure, 98.2 %`. */
export const lineVerdict = ({ confidence }, leastConfidence) =>
  `${confidence < leastConfidence ? "not sure" : "sure"}, ${percentText(confidence)}`;
