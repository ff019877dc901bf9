/** Reads histories, as `[[kind, [[milliseconds, rating], …]], …]`, and prints when each is due and its stability. */

import { readFileSync } from "node:fs";
import type { Rating, Review } from "../src/log";
import { rated } from "../src/schedule";

const histories = JSON.parse(readFileSync(0, "utf8")) as [Review["kind"], [number, Rating][]][];
const answers = histories.map(([kind, reviews]) =>
  reviews.reduce<ReturnType<typeof rated>[]>((cards, [time, rating]) => [...cards, rated(kind, cards.at(-1), rating, time)], [])
    .map((card) => [card.due.getTime(), card.stability, card.difficulty]));
console.log(JSON.stringify(answers));
