"""Published test cases of recognisers of Chinese numbers and dates, their answers and ours, and the one comparison that judges all."""
