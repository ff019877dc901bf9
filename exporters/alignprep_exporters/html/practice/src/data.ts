/** The block of data that the exporter writes into the page; its author is the page itself, so its shape is trusted. */

export interface Data {
  format: 1;
  program: "alignprep";
  bank: { slug: string; title: string; version: string; language: string };
  /** Each text of the views, in English, with what the bank's language says. */
  words: Record<string, string>;
  /** Interviews by their length in minutes; `probing` are the minutes of the follow-ups to an answer. */
  plans: Record<string, { probing: number; forms: Plan[] }>;
  questions: Question[];
  sections: { id: string; title: string }[];
  /** The names of topics by id. */
  topics: Record<string, string>;
  cards: FactCard[];
}

export interface Plan {
  seed: number;
  questions: string[];
  /** How its time adds up, in words. */
  told: string;
}

export interface Question {
  id: string;
  number: number;
  section: string;
  minutes: number;
  priority: string;
  topics: string[];
  /** The day on which what learners see last changed, as YYYY-MM-DD. */
  changed: string;
}

/** A fact to recall; its words stand in the document. */
export interface FactCard {
  /** The ids of question and fact, with a slash between. */
  id: string;
  question: string;
  /** Which of the question's points it belongs to, counted from 1. */
  point: number | null;
}

export function readData(): Data | null {
  const block = document.getElementById("_data");
  return block?.textContent ? (JSON.parse(block.textContent) as Data) : null;
}
