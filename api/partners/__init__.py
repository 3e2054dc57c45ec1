"""What partners reach with their token: the city's joint mechanism against rumors, the hotline."""
