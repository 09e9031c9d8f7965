// The photographs that come with the page, in the order in which an engine is given them. The names are part of links: they stay.

export const SHIPPED_PHOTOGRAPHS = [
  { name: "cat", words: "Chelsea the cat" },
  { name: "coffee", words: "a cup of coffee" },
  { name: "astronaut", words: "Eileen Collins" },
  { name: "rocket", words: "a rocket’s launch" },
] as const;

export type ShippedPhotograph = (typeof SHIPPED_PHOTOGRAPHS)[number]["name"];
