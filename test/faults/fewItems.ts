/** Import before the rows: 60 items meet every fault of the table as 200 do. `npm run faults` runs all 200. */
process.env.FAULT_ITEMS = '60';
