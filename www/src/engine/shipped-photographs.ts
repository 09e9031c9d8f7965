// The photographs that come with the page, in the order in which an engine is given them. The names are part of links: they stay.

export const SHIPPED_PHOTOGRAPHS = [
  { name: "cat", words: "Chelsea the cat", credit: "by Stéfan van der Walt, CC0" },
  { name: "coffee", words: "a cup of coffee", credit: "by Rachel Michetti, CC0" },
  { name: "astronaut", words: "Eileen Collins", credit: "by NASA, public domain" },
  { name: "rocket", words: "a rocket’s launch", credit: "by SpaceX, public domain" },
] as const;

export type ShippedPhotograph = (typeof SHIPPED_PHOTOGRAPHS)[number]["name"];
